import type { RuleFileFormat } from '../../../../shared/contract/ruleExchange.ts';
import { readCsv } from './csvRules.ts';
import type { ReadRuleFile } from './importedRule.ts';
import { readJson } from './jsonRules.ts';

/** Reads rules from a text; without a format, its first character tells. */
export function readRuleFile(text: string, format?: RuleFileFormat): ReadRuleFile {
  if (text.trim() === '' || text.trim() === '\ufeff') return readCsv('');
  const isJson = format === undefined ? /^\ufeff?\s*[[{]/u.test(text) : format === 'json';
  return isJson ? readJson(text) : readCsv(text);
}
