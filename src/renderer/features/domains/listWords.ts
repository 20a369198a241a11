import type { RulePart, RuleSortKey } from '../../../shared/contract/ruleList.ts';
import { modeWords } from '../sentences/modes.ts';

/** What the list can be sorted by, in the order of its columns. */
export const sortWords: Record<RuleSortKey, string> = {
  pattern: 'Domain',
  mode: 'Mode',
  direction: 'Direction',
  minVersion: 'Minimum TLS version',
  verdict: 'Test',
  mail: 'Mail of 7 days',
  tlsFailures: 'TLS failures',
  waiting: 'Messages waiting',
  certificate: 'End of certificate',
  note: 'Note',
  enabled: 'Enabled',
};

/** Of these, what is much matters: the first press shows it on top. */
const mostFirst: ReadonlySet<RuleSortKey> = new Set(['mail', 'tlsFailures', 'waiting', 'minVersion']);

export function isDescendingAtFirst(key: RuleSortKey): boolean {
  return mostFirst.has(key);
}

export const partWords: Record<RulePart, string> = {
  failing: 'Test does not pass',
  unknown: 'Test not known',
  ending: 'Certificate ends soon',
  tlsFailures: 'With TLS failures',
  waiting: 'With messages waiting',
  disabled: 'Switched off',
  strict: modeWords.strict.name,
  relaxed: modeWords.relaxed.name,
  pinned: modeWords.pinned.name,
  watch: modeWords.watch.name,
};
