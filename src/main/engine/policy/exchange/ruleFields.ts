import type { Rule, RuleInput } from '../../../../shared/contract/rule.ts';
import type { RuleFields } from '../ruleCheck.ts';

/** The fields of a rule that a file holds, in the order in which they are written. */
export const fileFields = [
  'pattern',
  'direction',
  'mode',
  'minVersion',
  'cipherProfile',
  'cipherList',
  'mxNames',
  'pins',
  'queueLifeHours',
  'note',
  'enabled',
] as const satisfies readonly (keyof RuleInput)[];
export type FileField = (typeof fileFields)[number];

/** A rule without what only this folder knows of it. Domains are written for people: they are read back the same. */
export function fileRuleOf(rule: Rule | RuleFields): Record<FileField, string | number | boolean | string[] | null> {
  return {
    pattern: rule.displayPattern,
    direction: rule.direction,
    mode: rule.mode,
    minVersion: rule.minVersion,
    cipherProfile: rule.cipherProfile,
    cipherList: rule.cipherList,
    mxNames: rule.mxNames,
    pins: rule.pins,
    queueLifeHours: rule.queueLifeHours,
    note: rule.note,
    enabled: rule.enabled,
  };
}

/** A field's value as the cell of a table. */
export function cellOf(value: string | number | boolean | string[] | null): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join(' ') : String(value);
}
