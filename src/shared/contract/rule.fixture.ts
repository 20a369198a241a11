import type { Rule } from './rule.ts';

const at = '2026-05-01T00:00:00.000Z';

/** A strict rule as it is saved, named by its pattern, with what is given instead. */
export function ruleFor(pattern: string, more: Partial<Rule> = {}): Rule {
  return {
    id: pattern,
    pattern,
    displayPattern: pattern,
    direction: 'both',
    mode: 'strict',
    minVersion: 'TLSv1.2',
    cipherProfile: 'standard',
    cipherList: null,
    mxNames: [],
    pins: [],
    queueLifeHours: null,
    note: '',
    enabled: true,
    createdAt: at,
    updatedAt: at,
    ...more,
  };
}
