import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { createHeaderScanner, type HeaderScanner } from './headerScanner.ts';
import { mailLoop, messageTooLarge, notStored, queued, type Reply } from './replies.ts';
import type { AcceptedMessage, BodySink, IntakeDeps } from './types.ts';

/** Everything of a message but what its octets tell. */
export type Envelope = Omit<AcceptedMessage, 'messageId' | 'subject' | 'body'>;

/** `refused` names a code for the history; `not-stored` is our own failure, and temporary. */
export type Receipt =
  | { kind: 'accepted'; reply: Reply }
  | { kind: 'refused'; reply: Reply; code: FailureCode }
  | { kind: 'not-stored'; reply: Reply; error: unknown };

type Refused = Exclude<Receipt, { kind: 'accepted' }>;

/** RFC 5321 §6.3 asks for a generous limit. This is Postfix's, and far above any real path. */
const maxReceivedHeaders = 50;

/**
 * Takes one message, piece by piece, into a sink, below `trace` (our `Received:` field), and hands it over for good.
 * Takes all of it whatever happens, since the client hears our answer only then. What is not accepted is discarded, once.
 */
export class MessageReceiver {
  readonly #envelope: Envelope;
  readonly #maxBytes: number;
  readonly #deps: Pick<IntakeDeps, 'openBodySink' | 'accept'>;
  readonly #headers: HeaderScanner = createHeaderScanner();
  #sink: BodySink | null = null;
  #size = 0;
  #refused: Refused | null = null;
  #discarded = false;
  /** The writing that is under way; null where the sink keeps up. */
  #writing: Promise<void> | null = null;

  constructor(envelope: Envelope, trace: string, maxBytes: number, deps: Pick<IntakeDeps, 'openBodySink' | 'accept'>) {
    this.#envelope = envelope;
    this.#maxBytes = maxBytes;
    this.#deps = deps;
    try {
      this.#sink = deps.openBodySink();
      this.#keep(Buffer.from(trace));
    } catch (error) {
      this.#refuse({ kind: 'not-stored', reply: notStored, error });
    }
  }

  /** Takes the next octets of the message. What it returns is to be waited for before more of them are read. */
  write(chunk: Buffer): Promise<void> | null {
    this.#size += chunk.length;
    if (this.#refused) return this.#writing;
    this.#headers.push(chunk);
    if (this.#size > this.#maxBytes) {
      this.#refuse({ kind: 'refused', reply: messageTooLarge(this.#maxBytes), code: 'message-too-large' });
    } else this.#keep(chunk);
    return this.#writing;
  }

  /** The message is whole: hands it over, and resolves once that is done for good. */
  async finish(): Promise<Receipt> {
    if (this.#writing) await this.#writing;
    const { receivedCount, messageId, subject } = this.#headers.facts();
    if (receivedCount > maxReceivedHeaders && !this.#refused) {
      this.#refuse({ kind: 'refused', reply: mailLoop, code: 'mx-loop' });
    }
    const sink = this.#sink;
    if (!this.#refused && sink) {
      try {
        await this.#deps.accept({ ...this.#envelope, messageId, subject, body: await sink.finish() });
      } catch (error) {
        this.#refuse({ kind: 'not-stored', reply: notStored, error });
      }
    }
    if (!this.#refused) return { kind: 'accepted', reply: queued(this.#envelope.queueId) };
    await this.#discard();
    return this.#refused;
  }

  /** The client is gone before the end. */
  async abort(): Promise<void> {
    if (this.#writing) await this.#writing;
    await this.#discard();
  }

  /** A sink that writes to memory is done at once: then there is nothing to wait for. */
  #keep(chunk: Buffer): void {
    const sink = this.#sink;
    if (!sink) return;
    const fail = (error: unknown) => this.#refuse({ kind: 'not-stored', reply: notStored, error });
    if (this.#writing) {
      this.#follow(this.#writing.then(() => (this.#refused ? undefined : sink.write(chunk))).catch(fail));
      return;
    }
    try {
      const written = sink.write(chunk);
      if (written) this.#follow(written.catch(fail));
    } catch (error) {
      fail(error);
    }
  }

  #follow(writing: Promise<void>): void {
    const followed = writing.finally(() => {
      if (this.#writing === followed) this.#writing = null;
    });
    this.#writing = followed;
  }

  /** Room and files are given back at once: the rest of a message that is refused may take long to come. */
  #refuse(refused: Refused): void {
    this.#refused ??= refused;
    if (!this.#writing) void this.#discard();
  }

  async #discard(): Promise<void> {
    if (!this.#sink || this.#discarded) return;
    this.#discarded = true;
    await this.#sink.discard().catch(() => {});
  }
}
