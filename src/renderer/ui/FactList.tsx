import type { ReactNode } from 'react';
import { CopyText } from './CopyText.tsx';

export interface Fact {
  label: string;
  value: ReactNode;
  /** Offers to copy it. */
  copy?: string;
  mono?: boolean;
}

/** Facts that are not known are left out rather than shown as a dash. */
export function FactList({ facts }: { facts: readonly (Fact | null)[] }) {
  return (
    <dl className="factList">
      {facts.map((fact) =>
        fact === null ? null : (
          <div className="fact" key={fact.label}>
            <dt>{fact.label}</dt>
            <dd data-mono={fact.mono || undefined}>
              <span dir="auto">{fact.value}</span>
              {fact.copy !== undefined && <CopyText value={fact.copy} what={fact.label.toLowerCase()} />}
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** A fact, or nothing where its value is absent. */
export function fact(label: string, value: string | null, more: { copy?: boolean; mono?: boolean } = {}): Fact | null {
  if (value === null || value === '') return null;
  return { label, value, ...(more.copy ? { copy: value } : {}), ...(more.mono ? { mono: true } : {}) };
}
