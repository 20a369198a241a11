import type { Rule } from '../../../../shared/contract/rule.ts';
import { maxImportedRules } from '../../../../shared/contract/ruleExchange.ts';
import { type ImportedRule, type ReadRuleFile, refuseFile, unreadable } from './importedRule.ts';
import { fileRuleOf } from './ruleFields.ts';

/** The rules as JSON, one a line, so that two files can be compared line by line. */
export function writeJson(rules: readonly Rule[]): string {
  const lines = rules.map((rule) => `    ${JSON.stringify(fileRuleOf(rule))}`).join(',\n');
  return `{\n  "format": "sealpost-rules",\n  "version": 1,\n  "rules": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
}

/** What `rules.list` says of a rule beyond what the admin chose. */
const ownOfTheFolder = ['id', 'displayPattern', 'createdAt', 'updatedAt', 'verdict'];

/** Reads what `writeJson` wrote, the answer of `rules.list`, or a bare array of rules. */
export function readJson(text: string): ReadRuleFile {
  const body = text.replace(/^\ufeff/u, '');
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    return refuseFile(`The file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isObject(parsed) && typeof parsed.version === 'number' && parsed.version !== 1) {
    return refuseFile('A newer version of Sealpost wrote this file. Update this one first.');
  }
  const list = isObject(parsed) ? parsed.rules : parsed;
  if (!Array.isArray(list)) return refuseFile('The file has no list of rules.');
  if (list.length > maxImportedRules) return refuseFile(`The file has more than ${maxImportedRules} rules.`);
  const lines = elementLines(body);
  const rules = list.map((value: unknown, index): ImportedRule => {
    const line = lines[index] ?? 1;
    if (!isObject(value)) return unreadable(line, 'This is no rule: a rule is an object with "pattern" and "mode".');
    const kept = Object.entries(value).filter(([key]) => !ownOfTheFolder.includes(key));
    return { line, value: Object.fromEntries(kept), error: null };
  });
  return { ok: true, file: { format: 'json', rules, unusedColumns: [] } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\n/gsu;

/**
 * The line of each element of the list of rules, in a text that is known to be JSON: the outermost array, or the value
 * of the outermost object's `rules`, the last one where it is there twice.
 */
function elementLines(text: string): number[] {
  let lines: number[] = [];
  let line = 1;
  let depth = 0;
  const listDepth = text.trimStart().startsWith('[') ? 1 : 2;
  let inList = false;
  let expectsElement = false;
  let key = '';
  for (const [part] of text.matchAll(token)) {
    if (part === '\n') {
      line += 1;
      continue;
    }
    const closes = part === ']' || part === '}';
    if (closes) depth -= 1;
    if (listDepth === 2 && depth === 1 && part.startsWith('"')) key = part;
    const isList = part === '[' && depth === listDepth - 1 && (listDepth === 1 || key === '"rules"');
    if (inList && depth === listDepth && expectsElement && !closes) {
      lines.push(line);
      expectsElement = false;
    }
    if (inList && depth === listDepth && part === ',') expectsElement = true;
    if (inList && closes && depth === listDepth - 1) inList = false;
    if (isList) {
      lines = [];
      inList = true;
      expectsElement = true;
    }
    if (part === '[' || part === '{') depth += 1;
  }
  return lines;
}
