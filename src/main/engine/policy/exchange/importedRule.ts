import type { Refusal } from '../../../../shared/contract/errors.ts';
import type { RuleFileFormat } from '../../../../shared/contract/ruleExchange.ts';

/** One rule of a file before it is checked: whatever the file says, or why it could not be read. */
export interface ImportedRule {
  /** Where it begins, from 1. */
  line: number;
  value: Record<string, unknown> | null;
  error: Refusal | null;
}

export interface RuleFile {
  format: RuleFileFormat;
  rules: ImportedRule[];
  unusedColumns: string[];
}

export type ReadRuleFile = { ok: true; file: RuleFile } | { ok: false; refusal: Refusal };

/** A refusal of the file as a whole. */
export function refuseFile(message: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code: 'invalid-input', field: 'text', message } };
}

export function unreadable(line: number, message: string): ImportedRule {
  return { line, value: null, error: { code: 'invalid-input', message } };
}
