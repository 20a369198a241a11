import type { CheckedLine } from '../../../shared/contract/rule.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { failureSentences } from '../sentences/failures.ts';
import type { Tone } from '../sentences/outcomes.ts';
import { type countTests, type ForAll, isTestable, type LineTest, type ReviewLine } from './reviewLines.ts';

export const lineErrors: Record<NonNullable<CheckedLine['error']>, { title: string; why: string }> = {
  'duplicate-domain': { title: 'Duplicate Domain', why: 'It is in this list already.' },
  'already-listed': { title: 'Already Listed', why: 'It has a rule already.' },
  'invalid-domain': { title: 'Invalid Domain', why: 'No domain was found in this line.' },
  'public-suffix': { title: 'Public Suffix', why: 'Many unrelated domains are below it: enter one of them.' },
};

/** What a line is called: as it was read, or as it was written where nothing could be read. */
export function lineName({ input, pattern, displayPattern }: CheckedLine): string {
  return displayPattern ?? pattern ?? input;
}

/** What to say of a line that is added all the same. */
export function lineHints({ input, pattern, displayPattern, hint }: CheckedLine): string[] {
  const written = input.toLowerCase();
  const isAsWritten = pattern === undefined || written === pattern || written === displayPattern;
  const cover = hint?.startsWith('covered-by:') ? hint.slice('covered-by:'.length) : null;
  return [...(isAsWritten ? [] : [`Read from "${input}"`]), ...(cover === null ? [] : [`Covered by ${cover}`])];
}

/** What the test of a line found, or why there is none. */
export function testWords(line: ReviewLine, forAll: ForAll, test: LineTest | undefined): { tone: Tone; text: string } {
  if (line.checked.error !== undefined) return { tone: 'plain', text: lineErrors[line.checked.error].why };
  if (!isTestable(line, forAll)) {
    const isWildcard = line.checked.pattern?.startsWith('*.');
    return { tone: 'plain', text: isWildcard ? 'A wildcard cannot be tested' : 'Mail from it is not tested' };
  }
  if (!test) return { tone: 'plain', text: 'Not tested' };
  const reason = test.code === null ? '' : failureSentences[test.code].title;
  if (test.unknown) return { tone: 'plain', text: reason === '' ? 'Not known' : `Not known: ${reason}` };
  if (test.strictestMode === 'strict') return { tone: 'good', text: 'Strict works' };
  if (test.strictestMode === 'relaxed') return { tone: 'wait', text: `Relaxed works: ${reason}` };
  return { tone: 'bad', text: reason === '' ? 'No enforced mode works' : reason };
}

/** `212 can be strict, 30 relaxed, 5 can only be watched, of 3 it is not known`. */
export function testSummary({
  strict,
  relaxed,
  watch,
  noMail,
  unknown,
  untested,
}: ReturnType<typeof countTests>): string {
  const known = [
    strict > 0 && `${wholeNumber(strict)} can be strict`,
    relaxed > 0 && `${wholeNumber(relaxed)} relaxed`,
    watch > 0 && `${wholeNumber(watch)} can only be watched`,
  ].filter(Boolean);
  const open = [
    noMail > 0 && `${wholeNumber(noMail)} ${noMail === 1 ? 'takes' : 'take'} no mail`,
    unknown > 0 && `of ${wholeNumber(unknown)} it is not known`,
    untested > 0 && `${wholeNumber(untested)} not tested`,
  ].filter(Boolean);
  const said = [...known, ...open].join(', ');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** Why the lines cannot be added yet; null where they can. */
export function whyNotAdd(lines: number, errors: number, maxLines: number): string | null {
  if (lines === 0) return 'Every line was removed.';
  if (errors > 0)
    return `${counted(errors, 'line')} ${errors === 1 ? 'is' : 'are'} in error: remove or correct what is wrong first.`;
  return lines > maxLines ? `At most ${wholeNumber(maxLines)} domains can be added at once.` : null;
}
