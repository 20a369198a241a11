import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { longDate } from '../../ui/time.ts';
import { validityOf } from '../certificate/validity.ts';
import type { Tone } from '../sentences/outcomes.ts';

export interface CertificateLeft {
  /** `59 d`, `ended`. */
  words: string;
  tone: Tone;
  title: string;
}

/** How long the certificates of a domain's servers still hold, the first to end. Null where none was seen. */
export function certificateLeft(verdict: RuleVerdict | null, now: number): CertificateLeft | null {
  const end = verdict?.certificateNotAfter ?? null;
  if (end === null) return null;
  const ms = Date.parse(end) - now;
  const { tone, words } = validityOf({ notBefore: new Date(0).toISOString(), notAfter: end }, now);
  return {
    words: ms < 0 ? 'ended' : `${Math.floor(ms / 86_400_000)} d`,
    tone,
    title: `${longDate(end)}: ${words}`,
  };
}
