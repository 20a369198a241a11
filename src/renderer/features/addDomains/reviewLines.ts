import type { CheckedLine, RuleInput } from '../../../shared/contract/rule.ts';
import type { DomainVerdict } from '../../../shared/contract/verdict.ts';
import type { RuleDirection } from '../../../shared/domain/direction.ts';
import type { RuleMode } from '../../../shared/domain/tlsMode.ts';

/** One line of the pasted list, while it is looked through. */
export interface ReviewLine {
  key: string;
  checked: CheckedLine;
  /** Null: as chosen for all. */
  mode: RuleMode | null;
  direction: RuleDirection | null;
}

/** What holds for every line that does not say otherwise. */
export interface ForAll {
  mode: RuleMode;
  direction: RuleDirection;
}

/** What of a domain's test is kept: ten thousand of them with all their certificates would be too much. */
export type LineTest = Pick<DomainVerdict, 'strictestMode' | 'code' | 'unknown'>;

/** A pin is for one server: many domains at once are never pinned. */
export const modesForMany = ['strict', 'relaxed', 'watch'] as const satisfies readonly RuleMode[];

export function newLines(checked: readonly CheckedLine[]): ReviewLine[] {
  return checked.map((line, index) => ({ key: String(index), checked: line, mode: null, direction: null }));
}

/** Takes what a new check of the same lines says; lines that it does not answer for stay as they are. */
export function recheck(lines: readonly ReviewLine[], checked: readonly CheckedLine[]): ReviewLine[] {
  const isAnswer =
    checked.length === lines.length && lines.every(({ checked: { input } }, i) => checked[i]?.input === input);
  return isAnswer ? lines.map((line, index) => ({ ...line, checked: checked[index] ?? line.checked })) : [...lines];
}

export function inError(lines: readonly ReviewLine[]): ReviewLine[] {
  return lines.filter(({ checked }) => checked.error !== undefined);
}

export function inputsOf(lines: readonly ReviewLine[], forAll: ForAll): RuleInput[] {
  return lines.flatMap(({ checked, mode, direction }) =>
    checked.pattern === undefined
      ? []
      : [{ pattern: checked.pattern, mode: mode ?? forAll.mode, direction: direction ?? forAll.direction }],
  );
}

/** Domains that can be asked: no wildcards, nothing in error, and nothing that is only about mail coming in. */
export function testable(lines: readonly ReviewLine[], forAll: ForAll): string[] {
  return lines.flatMap((line) => (isTestable(line, forAll) && line.checked.pattern ? [line.checked.pattern] : []));
}

export function isTestable({ checked, direction }: ReviewLine, forAll: ForAll): boolean {
  const { pattern, error } = checked;
  return (
    pattern !== undefined &&
    error === undefined &&
    !pattern.startsWith('*.') &&
    (direction ?? forAll.direction) !== 'inbound'
  );
}

/**
 * The strictest mode under which mail would pass: watching only, where the servers do no TLS that is good enough. Null
 * where it is not known, and where the domain takes no mail at all.
 */
function suggestedMode({ strictestMode, unknown }: LineTest): RuleMode | null {
  return unknown || strictestMode === null ? null : resultOf(strictestMode);
}

/** Each line that was tested gets its strictest mode; the others stay as they are. */
export function withSuggestedModes(
  lines: readonly ReviewLine[],
  tests: ReadonlyMap<string, LineTest>,
  forAll: ForAll,
): ReviewLine[] {
  return lines.map((line) => {
    const test = line.checked.pattern === undefined ? undefined : tests.get(line.checked.pattern);
    const mode = test && isTestable(line, forAll) ? suggestedMode(test) : null;
    return mode === null ? line : { ...line, mode };
  });
}

/** How the tested lines came out. */
export function countTests(
  lines: readonly ReviewLine[],
  tests: ReadonlyMap<string, LineTest>,
  forAll: ForAll,
): Record<'strict' | 'relaxed' | 'watch' | 'noMail' | 'unknown' | 'untested', number> {
  const counts = { strict: 0, relaxed: 0, watch: 0, noMail: 0, unknown: 0, untested: 0 };
  for (const line of lines) {
    const { pattern, error } = line.checked;
    if (pattern === undefined || error !== undefined) continue;
    const test = tests.get(pattern);
    if (!test || !isTestable(line, forAll)) counts.untested += 1;
    else counts[test.unknown ? 'unknown' : test.strictestMode === null ? 'noMail' : resultOf(test.strictestMode)] += 1;
  }
  return counts;
}

function resultOf(strictestMode: NonNullable<LineTest['strictestMode']>): 'strict' | 'relaxed' | 'watch' {
  return strictestMode === 'opportunistic' ? 'watch' : strictestMode;
}
