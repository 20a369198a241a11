import type { Socket } from 'node:net';
import type { Clock } from '../../runtime.ts';
import { classifyReply, classifySystemError, temporaryFailure } from '../classify.ts';
import type { DeliveryFailure } from '../types.ts';
import { formatReply, type Reply, ReplyParser } from './reply.ts';

/** What came of waiting for a reply. */
export type Answer = { kind: 'reply'; reply: Reply } | { kind: 'failed'; failure: DeliveryFailure };

/** Told that a session says goodbye, with what cuts it; returns what to call once it is closed (see `farewells.ts`). */
export type BeginFarewell = (cut: () => void) => () => void;

/**
 * Octets out, replies in, over one socket, in the clear or inside TLS. Every wait has an absolute deadline by the clock,
 * so that a peer that drips octets cannot hold us. Once it has failed it stays failed and its socket is gone. One
 * operation at a time.
 */
export class Wire {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #parser = new ReplyParser();
  #failure: DeliveryFailure | null = null;
  #wake: (() => void) | null = null;
  #onIdleEvent: (() => void) | null = null;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    // Without it the end of a small message waits for the peer's delayed ACK.
    socket.setNoDelay(true);
    socket.on('data', this.#onData);
    socket.on('drain', this.#onDrain);
    socket.on('error', this.#onError);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    // A socket may die between its opening and this: then no event is left to come.
    if (socket.destroyed) this.#onEnd();
  }

  get failure(): DeliveryFailure | null {
    return this.#failure;
  }

  /**
   * The next reply. One that came before the connection broke is still given. A 421 may come at any time and means that
   * the peer is leaving (RFC 5321 §3.8): it ends the connection on our side too.
   */
  async readReply(timeoutMs: number): Promise<Answer> {
    let reply: Reply | 'incomplete' | 'invalid' = 'incomplete';
    await this.#waitUntil(() => {
      if (reply === 'incomplete') reply = this.#parser.next();
      return reply !== 'incomplete';
    }, timeoutMs);
    return this.#answerOf(reply);
  }

  write(data: string | Uint8Array): void {
    if (this.#failure === null) this.#socket.write(data);
  }

  /**
   * Before a command: a reply that nobody asked for would be taken for the answer to it, and every later one for the
   * answer to another.
   */
  refuseSurplus(): void {
    if (this.#parser.isEmpty) return;
    const answer = this.#answerOf(this.#parser.next());
    if (answer.kind === 'reply') {
      this.fail(temporaryFailure('protocol-error', `The peer said ${formatReply(answer.reply)} without being asked.`));
    }
  }

  /** Resolves when the peer has taken enough of what was written; the failure where it does not in time. */
  async drained(timeoutMs: number): Promise<DeliveryFailure | null> {
    await this.#waitUntil(() => !this.#socket.writableNeedDrain, timeoutMs);
    return this.#failure;
  }

  /** Cuts the connection after `timeoutMs` unless the returned function is called before. */
  failAfter(timeoutMs: number, detail: string): () => void {
    const timer = this.#clock.setTimer(() => this.fail(temporaryFailure('connection-timeout', detail)), timeoutMs);
    return () => timer.cancel();
  }

  /** Cuts the connection. Whoever waits for it gets `failure`. */
  fail(failure: DeliveryFailure): void {
    this.#failure ??= failure;
    this.#socket.destroy();
    this.#onChange();
  }

  /** Calls `listener` once when the peer says anything or is gone, while nothing is asked of it. Null takes it back. */
  onIdleEvent(listener: (() => void) | null): void {
    this.#onIdleEvent = listener;
  }

  /**
   * Says the last thing and closes once the peer has answered it, has closed, or is cut: a server that finds the
   * connection closed before its answer is out takes it for broken (RFC 5321 §4.1.1.10). From here on it is of no more use.
   */
  end(lastWords: string, beginFarewell: BeginFarewell): void {
    if (!this.#close()) return;
    const socket = this.#socket;
    // What it said before is no answer.
    while (typeof this.#parser.next() === 'object');
    this.#wake = () => {
      if (this.#parser.next() !== 'incomplete') socket.end();
    };
    socket.once(
      'close',
      beginFarewell(() => socket.destroy()),
    );
    socket.write(lastWords);
  }

  /** Says the last thing without waiting for an answer; resolves when all is closed. */
  async endAtOnce(lastWords: string, beginFarewell: BeginFarewell): Promise<void> {
    if (!this.#close()) return;
    const socket = this.#socket;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const done = beginFarewell(() => socket.destroy());
    socket.end(lastWords, () => socket.destroy());
    await closed;
    done();
  }

  /**
   * Gives the bare socket up, for a handshake. `surplus` is true where the peer has said more than was asked: in the clear
   * and before the handshake, that can only be meant to be taken for something said inside TLS.
   */
  detach(): { socket: Socket; surplus: boolean } {
    const socket = this.#socket;
    socket.pause();
    socket.off('data', this.#onData);
    socket.off('drain', this.#onDrain);
    socket.off('error', this.#onError);
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onEnd);
    const surplus = !this.#parser.isEmpty || socket.readableLength > 0;
    return { socket, surplus };
  }

  #answerOf(reply: Reply | 'incomplete' | 'invalid'): Answer {
    if (reply === 'invalid' || reply === 'incomplete') {
      const failure =
        this.#failure ?? temporaryFailure('protocol-error', 'The peer sent something that is no SMTP reply.');
      this.fail(failure);
      return { kind: 'failed', failure };
    }
    if (reply.code !== 421) return { kind: 'reply', reply };
    const failure = classifyReply(reply, 'greeting');
    this.fail(failure);
    return { kind: 'failed', failure };
  }

  async #waitUntil(isDone: () => boolean, timeoutMs: number): Promise<void> {
    if (isDone() || this.#failure) return;
    const cancelDeadline = this.failAfter(timeoutMs, `No answer within ${timeoutMs} ms.`);
    await new Promise<void>((resolve) => {
      this.#wake = () => {
        if (isDone() || this.#failure) resolve();
      };
    });
    this.#wake = null;
    cancelDeadline();
  }

  /** False where it is closed already. */
  #close(): boolean {
    this.#onIdleEvent = null;
    this.#failure ??= temporaryFailure('connection-lost', 'We closed it.');
    return !this.#socket.destroyed;
  }

  #onChange(): void {
    const idleListener = this.#onIdleEvent;
    this.#onIdleEvent = null;
    this.#wake?.();
    idleListener?.();
  }

  readonly #onDrain = (): void => this.#wake?.();

  readonly #onData = (chunk: Buffer): void => {
    if (this.#parser.push(chunk)) this.#onChange();
    else this.fail(temporaryFailure('protocol-error', 'The peer sent more than anybody asked for.'));
  };

  readonly #onError = (error: Error): void => this.fail(classifySystemError(error));

  readonly #onEnd = (): void => this.fail(temporaryFailure('connection-lost', 'The peer closed the connection.'));
}
