import type { ReactNode } from 'react';
import type { Tone } from '../features/sentences/outcomes.ts';

/** A word on a soft ground. The word carries the meaning, the colour only helps. */
export function ToneMark({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className="toneMark" data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
