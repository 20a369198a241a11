import type { Refusal } from '../../../../shared/contract/errors.ts';
import { fieldOf, issueSentence } from '../../../../shared/contract/issueSentence.ts';
import { type Rule, type RuleInput, ruleInputSchema } from '../../../../shared/contract/rule.ts';
import type { FieldChange, PreviewLine } from '../../../../shared/contract/ruleExchange.ts';
import { parsePattern } from '../pattern.ts';
import { checkRule, type RuleFields } from '../ruleCheck.ts';
import type { ImportedRule } from './importedRule.ts';
import { cellOf, fileFields, fileRuleOf } from './ruleFields.ts';

/** A line of the preview, and what saves it where it changes something. */
export interface PlannedLine {
  preview: PreviewLine;
  input: RuleInput | null;
}

const importedSchema = ruleInputSchema.omit({ id: true });

/**
 * What an import would do to the rules that exist, line by line. A rule of the file stands for the existing one of the same
 * pattern and direction, else for one of the same pattern that could not stand beside it. Rules that the file does not
 * name are left alone.
 */
export function planImport(imported: readonly ImportedRule[], existing: readonly Rule[]): PlannedLine[] {
  const byPattern = Map.groupBy(existing, ({ pattern }) => pattern);
  const read = imported.map(readOne);
  const partners = pairUp(read, byPattern);
  /** What stands, or will stand, for each pattern, with the line that puts it there. */
  const standing = new Map<string, { id: string | null; fields: RuleFields; line: number | null }[]>();

  return read.map((one, index): PlannedLine => {
    if (!one.ok) return { preview: errorLine(one.line, one.pattern, one.error), input: null };
    const partner = partners.get(index) ?? null;
    const input: RuleInput = partner ? { ...one.input, id: partner.id } : one.input;
    const checked = checkRule(input, partner);
    if (!checked.ok) return { preview: errorLine(one.line, one.input.pattern, checked.refusal), input: null };
    const { rule } = checked;
    const beside =
      standing.get(rule.pattern) ??
      (byPattern.get(rule.pattern) ?? []).map((each) => ({ id: each.id, fields: each, line: null }));
    const others = beside.filter(({ id }) => partner === null || id !== partner.id);
    const clash = others.find(({ fields }) => overlaps(fields, rule));
    if (clash) {
      const message =
        clash.line === null
          ? `${rule.displayPattern} is already listed for that direction.`
          : `${rule.displayPattern} stands in line ${clash.line} already.`;
      return {
        preview: errorLine(one.line, rule.displayPattern, { code: 'duplicate', field: 'pattern', message }),
        input: null,
      };
    }
    standing.set(rule.pattern, [...others, { id: partner?.id ?? null, fields: rule, line: one.line }]);
    const changes = partner ? changesBetween(partner, rule) : [];
    const outcome = partner === null ? 'new' : changes.length > 0 ? 'changed' : 'same';
    const { displayPattern, mode, direction } = rule;
    return {
      preview: { line: one.line, pattern: displayPattern, outcome, mode, direction, changes, error: null },
      input: outcome === 'same' ? null : input,
    };
  });
}

type ReadRule =
  | { ok: true; line: number; input: RuleInput; pattern: string }
  | { ok: false; line: number; pattern: string; error: Refusal };

function readOne({ line, value, error }: ImportedRule): ReadRule {
  const pattern = typeof value?.pattern === 'string' ? value.pattern : '';
  if (error) return { ok: false, line, pattern, error };
  if (value?.mode === undefined) {
    const message = 'The mode is missing: strict, relaxed, pinned or watch.';
    return { ok: false, line, pattern, error: { code: 'invalid-input', field: 'mode', message } };
  }
  const parsed = importedSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (!issue) throw new Error('A schema refused without saying why.');
    const field = fieldOf(issue);
    const refusal: Refusal = {
      code: 'invalid-input',
      message: issueSentence(issue),
      ...(field === null ? {} : { field }),
    };
    return { ok: false, line, pattern, error: refusal };
  }
  const normalized = parsePattern(parsed.data.pattern);
  if (normalized.ok) return { ok: true, line, input: parsed.data, pattern: normalized.pattern };
  return {
    ok: false,
    line,
    pattern,
    error: { code: 'invalid-input', field: 'pattern', message: normalized.message },
  };
}

/** Which existing rule each rule of the file stands for, by index. Each existing one is taken once. */
function pairUp(read: readonly ReadRule[], byPattern: ReadonlyMap<string, readonly Rule[]>): Map<number, Rule> {
  const partners = new Map<number, Rule>();
  const taken = new Set<string>();
  const take = (index: number, rule: Rule | undefined) => {
    if (!rule) return;
    partners.set(index, rule);
    taken.add(rule.id);
  };
  const free = (one: ReadRule & { ok: true }) => (byPattern.get(one.pattern) ?? []).filter(({ id }) => !taken.has(id));
  for (const [index, one] of read.entries()) {
    if (one.ok)
      take(
        index,
        free(one).find(({ direction }) => direction === (one.input.direction ?? direction)),
      );
  }
  for (const [index, one] of read.entries()) {
    if (!one.ok || partners.has(index)) continue;
    const direction = one.input.direction ?? 'both';
    take(
      index,
      free(one).find((rule) => overlaps(rule, { direction })),
    );
  }
  return partners;
}

function overlaps(one: Pick<Rule, 'direction'>, other: Pick<Rule, 'direction'>): boolean {
  return one.direction === other.direction || one.direction === 'both' || other.direction === 'both';
}

function changesBetween(before: Rule, after: RuleFields): FieldChange[] {
  const old = fileRuleOf(before);
  const now = fileRuleOf(after);
  return fileFields
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    .map((field) => ({ field, before: cellOf(old[field]), after: cellOf(now[field]) }));
}

function errorLine(line: number, pattern: string, error: Refusal): PreviewLine {
  return { line, pattern, outcome: 'error', mode: null, direction: null, changes: [], error };
}
