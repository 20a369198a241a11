import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Certificate } from '../../../../shared/contract/certificate.ts';
import { assertNever } from '../../../../shared/domain/assertNever.ts';
import type { FailureCode } from '../../../../shared/domain/failureCode.ts';
import { isEnforcedMode } from '../../../../shared/domain/tlsMode.ts';
import type { Clock, Logger } from '../../runtime.ts';
import { classifyReply, classifySystemError, temporaryFailure } from '../classify.ts';
import { decideAsStrict, decideStart, needsTls } from '../tls/decideTls.ts';
import type { TlsFacts } from '../tls/tlsFacts.ts';
import type { Connect, Credentials, DeliveryFailure, DeliverySettings, PeerFacts, TlsPolicy } from '../types.ts';
import { authenticate } from './authenticate.ts';
import { Conversation } from './conversation.ts';
import type { Farewells } from './farewells.ts';
import { formatReply } from './reply.ts';
import type { Answer } from './wire.ts';

/** One address of one host, and what the connection to it is held to. */
export interface SessionTarget {
  host: string;
  address: string;
  port: number;
  policy: TlsPolicy;
  credentials: Credentials | null;
}

export interface SessionDeps {
  connect: Connect;
  clock: Clock;
  farewells: Farewells;
  settings: Pick<DeliverySettings, 'hostname' | 'connectTimeoutMs' | 'commandTimeoutMs' | 'extraCaPems'>;
  secureContextFor(policy: TlsPolicy, extraCaPems: readonly string[]): SecureContext;
  /** Null for what no parser reads. */
  describeCertificate(der: Buffer): Certificate | null;
  logger: Logger;
  /** Told when a phase has ended well: the prober's stopwatch. */
  onPhase?(phase: SessionPhase): void;
}

export type SessionPhase = 'connected' | 'greeted' | 'hello-said' | 'secured';

/** A conversation that is ready for an envelope. */
export interface Session {
  conversation: Conversation;
  peer: PeerFacts;
  /** What strict would have said of this link; null where it would have passed. */
  strictCode: FailureCode | null;
  /** Why there is no TLS although it was tried, under a mode that goes on without. */
  startFailure: FailureCode | null;
}

export type OpenResult =
  | { kind: 'open'; session: Session }
  /**
   * `unreachable`: not even a TCP connection came about. Another address of the host may do. `facts`: of the handshake,
   * where it came to one and failed later.
   */
  | { kind: 'failed'; unreachable: boolean; failure: DeliveryFailure; peer: PeerFacts; facts: TlsFacts | null };

/**
 * Connects and comes as far as the policy lets it: greeting, EHLO, STARTTLS, EHLO, the TLS decision, AUTH. Under
 * `opportunistic` and `watch` a handshake that fails is followed by a second connection in the clear; under any other
 * mode, and where a password has to be sent, there is no second connection.
 */
export async function openSession(target: SessionTarget, deps: SessionDeps): Promise<OpenResult> {
  const first = await openOnce(target, deps, null);
  if (first.kind !== 'handshake-failed') return first;
  if (needsTls(target.policy, target.credentials !== null)) return { ...first, kind: 'failed' };
  const second = await openOnce(target, deps, first.failure.code);
  return second.kind === 'handshake-failed' ? { ...second, kind: 'failed' } : second;
}

type FailedToOpen = Extract<OpenResult, { kind: 'failed' }>;

type OnceResult = OpenResult | (Omit<FailedToOpen, 'kind'> & { kind: 'handshake-failed' });

/** `plainBecause`: what went wrong with TLS on an earlier connection, so that this one is to do without. */
async function openOnce(
  target: SessionTarget,
  deps: SessionDeps,
  plainBecause: FailureCode | null,
): Promise<OnceResult> {
  const { host } = target;
  const { connectTimeoutMs, commandTimeoutMs } = deps.settings;
  let socket: Socket;
  deps.farewells.makeRoom(host);
  try {
    socket = await deps.connect({ address: target.address, port: target.port, timeoutMs: connectTimeoutMs });
  } catch (error) {
    const peer = peerFacts(target, null, deps);
    return { kind: 'failed', unreachable: true, failure: classifySystemError(error), peer, facts: null };
  }
  deps.onPhase?.('connected');
  const conversation = new Conversation(socket, {
    host,
    commandTimeoutMs,
    clock: deps.clock,
    farewells: deps.farewells,
  });
  try {
    return await makeReady(conversation, target, deps, plainBecause);
  } catch (error) {
    // A bug. The connection must not outlive it.
    conversation.cut(temporaryFailure('internal-error'));
    throw error;
  }
}

/** From the greeting to the point where an envelope may be written. */
async function makeReady(
  conversation: Conversation,
  target: SessionTarget,
  deps: SessionDeps,
  plainBecause: FailureCode | null,
): Promise<OnceResult> {
  const { policy, host } = target;
  const { hostname } = deps.settings;
  const peerNow = () => peerFacts(target, conversation, deps);
  const fail = (failure: DeliveryFailure): FailedToOpen => {
    const peer = peerNow();
    // Nothing waits for the socket to close: a caller that needs to know keeps the list of open sockets.
    if (conversation.failure) conversation.cut(failure);
    else conversation.quit();
    const { link } = conversation;
    return { kind: 'failed', unreachable: false, failure, peer, facts: link.kind === 'tls' ? link.facts : null };
  };

  const notGreeted = refusalOf(await conversation.greeting(), 'greeting');
  if (notGreeted) return fail(notGreeted);
  deps.onPhase?.('greeted');
  const noHello = await sayHello(conversation, hostname, policy);
  if (noHello) return fail(noHello);
  deps.onPhase?.('hello-said');

  const needed = needsTls(policy, target.credentials !== null);
  const start =
    plainBecause === null ? await startTls(conversation, policy, needed, deps) : { startFailure: plainBecause };
  if ('failure' in start) {
    const failed = fail(start.failure);
    return start.inHandshake ? { ...failed, kind: 'handshake-failed' } : failed;
  }
  const notPermitted = conversation.permitEnvelope(policy);
  if (notPermitted) return fail(temporaryFailure(notPermitted));
  if (conversation.link.kind === 'tls') {
    const noSecondHello = await sayHello(conversation, hostname, policy);
    if (noSecondHello) return fail(noSecondHello);
  }
  if (target.credentials) {
    const notLoggedIn = await authenticate(conversation, target.credentials);
    if (notLoggedIn) return fail(notLoggedIn);
  }
  const strictCode = decideAsStrict(policy, conversation.link, host, start.startFailure);
  return { kind: 'open', session: { conversation, peer: peerNow(), strictCode, startFailure: start.startFailure } };
}

type StartResult =
  /** The TLS decision comes next. `startFailure`: why there is no TLS although it is offered. */
  { startFailure: FailureCode | null } | { failure: DeliveryFailure; inHandshake: boolean };

/** Says STARTTLS where it is offered, and only there. `needed`: without TLS it ends here. */
async function startTls(
  conversation: Conversation,
  policy: TlsPolicy,
  needed: boolean,
  deps: SessionDeps,
): Promise<StartResult> {
  const decision = decideStart(conversation.extensions.has('STARTTLS'), needed);
  if (decision === 'starttls-not-supported') return { failure: temporaryFailure(decision), inHandshake: false };
  if (decision === 'stay-plain') return { startFailure: null };
  const context = contextOrNull(policy, deps);
  if (context === null) {
    const detail = 'The running TLS library cannot use the cipher list of this policy.';
    return { failure: temporaryFailure('cipher-mismatch', detail), inHandshake: true };
  }
  const result = await conversation.startTls(context);
  switch (result.kind) {
    case 'secured':
      deps.onPhase?.('secured');
      return { startFailure: null };
    case 'failed':
      return result;
    case 'refused': {
      // Advertised, and then not given: never a reason to go on in the clear where TLS is needed.
      const failure = { ...temporaryFailure('starttls-refused'), reply: formatReply(result.reply) };
      return needed ? { failure, inHandshake: false } : { startFailure: failure.code };
    }
    default:
      return assertNever(result);
  }
}

/** A cipher list is checked when it is entered, but the engine may run on another TLS library since. */
function contextOrNull(policy: TlsPolicy, deps: SessionDeps): SecureContext | null {
  try {
    return deps.secureContextFor(policy, deps.settings.extraCaPems);
  } catch (error) {
    deps.logger.error({ error, ruleId: policy.ruleId }, 'No TLS context for this policy');
    return null;
  }
}

/** What keeps us from going on; null after a hello. EHLO, and HELO for servers that know no other, but not in the clear where TLS is asked for: HELO offers none. */
async function sayHello(
  conversation: Conversation,
  hostname: string,
  policy: TlsPolicy,
): Promise<DeliveryFailure | null> {
  const answer = await conversation.hello(hostname);
  const refusal = refusalOf(answer, 'hello');
  if (!refusal || answer.kind === 'failed' || !unknownCommand.has(answer.reply.code)) return refusal;
  if (isEnforcedMode(policy.mode) && conversation.link.kind === 'plain') {
    return {
      ...temporaryFailure('starttls-not-supported', 'The peer knows no EHLO.'),
      reply: formatReply(answer.reply),
    };
  }
  return refusalOf(await conversation.helo(hostname), 'hello');
}

/** Replies by which a server says that it does not know a command (RFC 5321 §4.2.4). */
const unknownCommand: ReadonlySet<number> = new Set([500, 501, 502, 504]);

function refusalOf(answer: Answer, step: 'greeting' | 'hello'): DeliveryFailure | null {
  if (answer.kind === 'failed') return answer.failure;
  const { code } = answer.reply;
  return code >= 200 && code < 300 ? null : classifyReply(answer.reply, step);
}

function peerFacts(target: SessionTarget, conversation: Conversation | null, deps: SessionDeps): PeerFacts {
  const facts = conversation?.link.kind === 'tls' ? conversation.link.facts : null;
  const leaf = facts?.chain[0];
  return {
    host: target.host,
    address: target.address,
    protocol: facts?.protocol ?? null,
    cipher: facts?.cipher ?? null,
    certificate: leaf ? deps.describeCertificate(leaf) : null,
    mode: target.policy.mode,
  };
}
