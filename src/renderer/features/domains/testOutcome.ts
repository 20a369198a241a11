import type { RuleTestProgress } from '../../../shared/contract/ruleList.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';

/** What a test of many domains found, in one line. */
export function testOutcome({ done, valid, notValid, unknown, skipped }: RuleTestProgress): string {
  if (done === 0 && skipped > 0) {
    return 'Nothing to test: of wildcards, of rules for incoming mail and of those switched off there is no test.';
  }
  const parts = [
    valid > 0 ? `${wholeNumber(valid)} ${valid === 1 ? 'passes' : 'pass'}` : null,
    notValid > 0 ? `${wholeNumber(notValid)} ${notValid === 1 ? 'does not' : 'do not'}` : null,
    unknown > 0 ? `of ${wholeNumber(unknown)} it is not known` : null,
  ].filter((part) => part !== null);
  const tested = `${counted(done, 'domain')} tested${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
  return skipped === 0 ? tested : `${tested} Of ${wholeNumber(skipped)} there is no test.`;
}
