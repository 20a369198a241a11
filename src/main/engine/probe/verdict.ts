import type { DomainVerdict, ModeVerdict, RuleVerdict, Verdict } from '../../../shared/contract/verdict.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { type FailureCode, isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { RuleMode } from '../../../shared/domain/tlsMode.ts';
import { matchesCertificate } from '../delivery/tls/matchName.ts';
import type { TlsFacts } from '../delivery/tls/tlsFacts.ts';
import { verifyPeer } from '../delivery/tls/verifyPeer.ts';
import type { TlsPolicy } from '../delivery/types.ts';

export interface JudgedModes {
  modes: Verdict['modes'];
  code: FailureCode | null;
  unknown: boolean;
}

/**
 * What each mode would say of a handshake: by the function that decides for a delivery. `laterFailure` is why what came
 * after it failed: it stops the modes that the handshake was good enough for.
 */
export function judgeFacts(
  policy: TlsPolicy,
  facts: TlsFacts,
  host: string,
  laterFailure: FailureCode | null = null,
): JudgedModes {
  const judge = (mode: RuleMode): ModeVerdict => {
    const code = verifyPeer({ ...policy, mode }, facts, host) ?? laterFailure;
    return { pass: code === null, code };
  };
  const modes = {
    relaxed: judge('relaxed'),
    strict: judge('strict'),
    pinned: policy.pins.length > 0 ? judge('pinned') : null,
  };
  const code = modes.relaxed.code ?? modes.strict.code;
  return { modes, code, unknown: code !== null && !isTlsFailure(code) };
}

/** The same for a host with which it did not come to a handshake. A code that is not about TLS leaves all unknown. */
export function judgeFailure(policy: TlsPolicy, code: FailureCode): JudgedModes {
  const failed: ModeVerdict = { pass: false, code };
  const pinned = policy.pins.length > 0 ? failed : null;
  return { modes: { relaxed: failed, strict: failed, pinned }, code, unknown: !isTlsFailure(code) };
}

/** Whether the certificate is for the reference names of the policy, or else for the host. Null without a certificate. */
export function matchesNames(policy: TlsPolicy, facts: TlsFacts, host: string): boolean | null {
  const { leaf } = facts;
  if (!leaf) return null;
  const references = policy.mxNames.length > 0 ? policy.mxNames : [host];
  return references.some((name) => matchesCertificate(name, leaf));
}

type MxVerdicts = DomainVerdict['mx'];

/** A domain is as strict as its weakest MX. MX that gave no answer neither strengthen nor weaken it, but are told of. */
export function judgeDomain(mx: MxVerdicts): Pick<DomainVerdict, 'strictestMode' | 'code' | 'unknown'> {
  const known = mx.filter(({ verdict }) => !verdict.unknown);
  const unknown = known.length < mx.length;
  if (known.length === 0) return { strictestMode: null, code: mx[0]?.verdict.code ?? null, unknown: true };
  const weakest =
    known.find(({ verdict }) => !verdict.modes.relaxed.pass) ?? known.find(({ verdict }) => !verdict.modes.strict.pass);
  if (!weakest) return { strictestMode: 'strict', code: null, unknown };
  const strictestMode = weakest.verdict.modes.relaxed.pass ? 'relaxed' : 'opportunistic';
  return { strictestMode, code: weakest.verdict.code, unknown };
}

/**
 * Whether a rule's mail would pass. Not valid where a host that answered would be refused; unknown where none is refused
 * but some, or the DNS, gave no answer.
 */
export function judgeRule(mode: RuleMode, verdict: DomainVerdict): RuleVerdict {
  const codes = verdict.mx.filter((each) => !each.verdict.unknown).map((each) => codeUnder(mode, each.verdict));
  const refused = codes.find((code) => code !== null);
  const ends = verdict.mx.flatMap((each) => each.verdict.certificates.slice(0, 1)).map(({ notAfter }) => notAfter);
  const about = { checkedAt: verdict.checkedAt, certificateNotAfter: ends.sort()[0] ?? null };
  if (refused) return { ...about, result: 'not-valid', code: refused };
  // A domain without a single MX that was asked: its own code says why, for good or for now.
  if (verdict.mx.length === 0 && !verdict.unknown) return { ...about, result: 'not-valid', code: verdict.code };
  if (verdict.unknown) return { ...about, result: 'unknown', code: unknownCode(verdict) };
  return { ...about, result: 'valid', code: null };
}

function unknownCode(verdict: DomainVerdict): FailureCode | null {
  return verdict.mx.find((each) => each.verdict.unknown)?.verdict.code ?? verdict.code;
}

function codeUnder(mode: RuleMode, verdict: Verdict): FailureCode | null {
  switch (mode) {
    case 'strict':
      return verdict.modes.strict.code;
    case 'relaxed':
      return verdict.modes.relaxed.code;
    case 'pinned':
      return verdict.modes.pinned?.code ?? null;
    case 'watch':
      return null;
    default:
      return assertNever(mode);
  }
}
