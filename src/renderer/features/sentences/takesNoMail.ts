import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { type FailureCode, isTlsFailure } from '../../../shared/domain/failureCode.ts';

/**
 * True where a rule's test found that the domain takes no mail at all: it does not exist, says so in its DNS (RFC 7505), or
 * leads back to us. Whatever the rule asks, mail to it does not wait: it is returned at once. What is not about TLS and may
 * pass is `unknown`, so a code of no TLS failure is final here.
 */
export function takesNoMail({ result, code }: { result: RuleVerdict['result']; code: FailureCode | null }): boolean {
  return result === 'not-valid' && code !== null && !isTlsFailure(code);
}
