import type { ReactNode } from 'react';
import { wholeNumber } from '../quantity.ts';

interface CountBarsProps {
  label: string;
  /** The largest first. */
  items: readonly { key: string; name: ReactNode; count: number; tone: 'wait' | 'bad' | 'plain'; href?: string }[];
}

/** Counts side by side: each a name, a number and a bar. A list for everybody, so it needs no other form. */
export function CountBars({ label, items }: CountBarsProps) {
  const largest = Math.max(1, ...items.map(({ count }) => count));
  return (
    <ul className="countBars" aria-label={label}>
      {items.map(({ key, name, count, tone, href }) => (
        <li key={key} data-chart-tone={tone}>
          <span className="countBarName">{href === undefined ? name : <a href={href}>{name}</a>}</span>
          <span className="numeric countBarCount">{wholeNumber(count)}</span>
          <span className="countBar" aria-hidden>
            <span style={{ width: `${(count / largest) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
