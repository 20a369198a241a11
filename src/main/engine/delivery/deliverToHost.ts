import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { HostToTry } from './hosts.ts';
import { type BatchResult, type FinalAnswer, sendInBatches } from './session/batches.ts';
import { openSession, type SessionDeps } from './session/openSession.ts';
import { sessionKey } from './session/policyFingerprint.ts';
import type { PooledSession, SessionPool } from './session/pool.ts';
import type { Message } from './session/transaction.ts';
import type { DeliveryFailure, DeliverySettings, PeerFacts } from './types.ts';

export interface HostDeps extends SessionDeps {
  settings: DeliverySettings;
  pool: SessionPool;
}

export type HostOutcome =
  /** It came to an envelope: one answer for each recipient, in order. */
  | { kind: 'answered'; peer: PeerFacts; answers: FinalAnswer[]; strictCode: FailureCode | null }
  | { kind: 'failed'; peer: PeerFacts; failure: DeliveryFailure };

/** An address that does not answer costs the whole connect timeout. */
const maxAddresses = 5;

/**
 * Brings a message to one host: over a connection that waits, else over a new one, to the first of its addresses that
 * answers. A connection that had died while it waited is no failure of the host: a new one is opened.
 */
export async function deliverToHost(host: HostToTry, message: Message, deps: HostDeps): Promise<HostOutcome> {
  const key = sessionKey(host, deps.settings);
  const waiting = deps.pool.take(key);
  if (waiting) {
    const result = await sendOver(waiting, message);
    if (!result.lostBeforeBody) return finish(key, waiting, result, deps);
  }
  const found = await host.findAddresses();
  if (found.kind === 'failed') return { kind: 'failed', peer: unknownPeer(host), failure: found.failure };

  let last: HostOutcome = { kind: 'failed', peer: unknownPeer(host), failure: noAnswer };
  for (const address of found.addresses.slice(0, maxAddresses)) {
    const opened = await openSession({ ...host, address }, deps);
    if (opened.kind === 'open') {
      const session: PooledSession = { ...opened.session, messages: 0 };
      return finish(key, session, await sendOver(session, message), deps);
    }
    last = { kind: 'failed', peer: opened.peer, failure: opened.failure };
    if (!opened.unreachable) break;
  }
  return last;
}

async function sendOver(session: PooledSession, message: Message): Promise<BatchResult> {
  try {
    const result = await sendInBatches(session.conversation, message);
    session.messages += result.transactions;
    return result;
  } catch (error) {
    // A bug. The connection must not outlive it.
    session.conversation.cut(noAnswer);
    throw error;
  }
}

function finish(key: string, session: PooledSession, result: BatchResult, deps: HostDeps): HostOutcome {
  deps.pool.giveBack(key, session);
  const { peer, strictCode, startFailure } = session;
  return {
    kind: 'answered',
    peer,
    answers: result.answers.map((answer) => blameTls(answer, startFailure)),
    strictCode,
  };
}

/**
 * RFC 3207 §4: 530 is how a server insists on STARTTLS. Where it was tried and failed, and the mode went on in the clear,
 * that failure is the reason, and a reason to try again.
 */
function blameTls(answer: FinalAnswer, startFailure: FailureCode | null): FinalAnswer {
  if (answer.kind !== 'failed' || startFailure === null || !answer.failure.reply?.startsWith('530 ')) return answer;
  return { ...answer, failure: { ...answer.failure, kind: 'temporary', code: startFailure }, elsewhere: true };
}

function unknownPeer(host: HostToTry): PeerFacts {
  const { host: name, policy } = host;
  return { host: name, address: null, protocol: null, cipher: null, certificate: null, mode: policy.mode };
}

const noAnswer: DeliveryFailure = { kind: 'temporary', code: 'connection-lost', reply: null, detail: null };
