import type { Verdict } from '../../../shared/contract/verdict.ts';
import { type FailureCode, isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { AddressResult } from '../delivery/mx/resolveAddresses.ts';
import { openSession, type Session, type SessionDeps } from '../delivery/session/openSession.ts';
import type { TlsFacts } from '../delivery/tls/tlsFacts.ts';
import type { DeliveryFailure, TlsPolicy } from '../delivery/types.ts';
import { createStopwatch, type Stopwatch } from './stopwatch.ts';
import { type JudgedModes, judgeFacts, judgeFailure, matchesNames } from './verdict.ts';

export interface ProbeTarget {
  host: string;
  port: number;
  /** Versions, ciphers, names and pins of a rule, or the defaults. Its mode is of no matter: all are judged. */
  policy: TlsPolicy;
  findAddresses(): Promise<AddressResult>;
}

export interface ProbeDeps extends SessionDeps {
  /** Monotonic, in milliseconds. */
  stopwatchMs(): number;
}

/** What is to be done with a session once it is open, before QUIT; the route validation asks for a recipient. */
export type UseSession<Result> = (session: Session) => Promise<Result>;

/** As a delivery does: an address that does not answer costs the whole connect timeout. */
const maxAddresses = 5;

/**
 * Asks one host what it can do, over one connection and by the delivery's own session: greeting, EHLO, STARTTLS,
 * handshake, EHLO again, QUIT. It is opened under `relaxed`, which lets every certificate through to be judged and never
 * goes on in the clear; no envelope is written.
 */
export async function probeHost<Result>(
  target: ProbeTarget,
  deps: ProbeDeps,
  useSession?: UseSession<Result>,
): Promise<{ verdict: Verdict; used: Result | null }> {
  const stopwatch = createStopwatch(deps.stopwatchMs);
  const policy: TlsPolicy = { ...target.policy, mode: 'relaxed' };
  const tried: Verdict['addressesTried'] = [];
  const found = await target.findAddresses();
  stopwatch.resolved();
  if (found.kind === 'failed') return { verdict: failedVerdict(found.failure, null, tried, null), used: null };

  let last: Verdict | null = null;
  for (const address of found.addresses.slice(0, maxAddresses)) {
    stopwatch.startAddress();
    const opened = await openSession(
      { ...target, address, policy, credentials: null },
      { ...deps, onPhase: (phase) => stopwatch.phaseEnded(phase) },
    );
    if (opened.kind === 'open') {
      tried.push({ address, code: null });
      return { verdict: openVerdict(opened.session, address), used: await useAndQuit(opened.session, useSession) };
    }
    tried.push({ address, code: opened.failure.code });
    last = failedVerdict(opened.failure, address, tried, opened.facts);
    if (!opened.unreachable) break;
  }
  if (!last) throw new Error('Addresses were found, but none.');
  return { verdict: last, used: null };

  function openVerdict({ conversation }: Session, address: string): Verdict {
    if (conversation.link.kind !== 'tls') throw new Error('A session under relaxed without TLS.');
    const { facts } = conversation.link;
    return { ...about(address, tried, judgeFacts(policy, facts, target.host)), ...seenIn(facts) };
  }

  /** Where it came to a handshake, certificates and pins are judged even so: a delivery does it before it goes on. */
  function failedVerdict(
    failure: DeliveryFailure,
    address: string | null,
    addressesTried: Verdict['addressesTried'],
    facts: TlsFacts | null,
  ): Verdict {
    const judged = facts ? judgeFacts(policy, facts, target.host, failure.code) : judgeFailure(policy, failure.code);
    const seen = facts ? seenIn(facts) : { offered: address === null ? null : wasOffered(failure.code, stopwatch) };
    return { ...about(address, addressesTried, judged), ...seen, detail: failure.reply ?? failure.detail };
  }

  function seenIn(facts: TlsFacts): Partial<Verdict> {
    return {
      offered: true,
      protocol: facts.protocol,
      cipher: facts.cipher,
      certificates: facts.chain.map(deps.describeCertificate).filter((certificate) => certificate !== null),
      nameMatches: matchesNames(policy, facts, target.host),
    };
  }

  function about(address: string | null, addressesTried: Verdict['addressesTried'], judged: JudgedModes): Verdict {
    return {
      host: target.host,
      port: target.port,
      address,
      addressesTried: [...addressesTried],
      offered: null,
      protocol: null,
      cipher: null,
      certificates: [],
      nameMatches: null,
      ...judged,
      detail: null,
      timings: stopwatch.read(),
      checkedAt: new Date(deps.clock.now()).toISOString(),
    };
  }
}

/** Known once EHLO was answered: every TLS failure but one comes after STARTTLS was offered. */
function wasOffered(code: FailureCode, stopwatch: Stopwatch): boolean | null {
  if (code === 'starttls-not-supported') return false;
  if (isTlsFailure(code)) return true;
  return stopwatch.read().helloMs === null ? null : true;
}

async function useAndQuit<Result>(session: Session, useSession?: UseSession<Result>): Promise<Result | null> {
  try {
    return useSession ? await useSession(session) : null;
  } finally {
    // Not waited for: a verdict does not hang on how a server says goodbye.
    session.conversation.quit();
  }
}
