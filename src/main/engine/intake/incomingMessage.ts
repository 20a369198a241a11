import { createDataDecoder } from './dataDecoder.ts';
import { commonRecipient, type Transaction } from './envelope.ts';
import { MessageReceiver } from './messageReceiver.ts';
import { composeReceived } from './receivedHeader.ts';
import { type Reply, replyLine } from './replies.ts';
import type { IntakeDeps, SessionFacts } from './types.ts';

/** Who sends a message, and to whom he speaks: what our `Received:` field tells of it. */
export interface MessageOrigin {
  readonly facts: SessionFacts;
  /** Our own name, as the client was greeted with. */
  readonly hostname: string;
  /** The client said EHLO, not HELO. */
  readonly extended: boolean;
}

/** The message behind one DATA: its octets as they come, up to its end, and what becomes of it. */
export class IncomingMessage {
  readonly #transaction: Transaction;
  readonly #session: SessionFacts;
  readonly #deps: IntakeDeps;
  readonly #decoder = createDataDecoder();
  readonly #receiver: MessageReceiver;
  #rest: Buffer | null = null;

  constructor(transaction: Transaction, { facts, hostname, extended }: MessageOrigin, deps: IntakeDeps) {
    this.#transaction = transaction;
    this.#session = facts;
    this.#deps = deps;
    const { sender, recipients, parameters } = transaction;
    const { eightBitMime, smtpUtf8 } = parameters;
    const queueId = deps.newQueueId();
    const trace = composeReceived({
      ...facts,
      hostname,
      extended,
      authenticated: facts.username !== null,
      smtpUtf8,
      queueId,
      recipient: commonRecipient(transaction).recipient,
      now: deps.clock.now(),
    });
    const envelope = { queueId, sender, recipients, eightBitMime, smtpUtf8, session: facts };
    this.#receiver = new MessageReceiver(envelope, trace, deps.settings().maxMessageBytes, deps);
  }

  /** What the client sent behind the end of the message; null as long as that has not come. */
  get rest(): Buffer | null {
    return this.#rest;
  }

  /** Takes the next octets. What it returns is to be waited for before more of them are read. */
  push(octets: Buffer): Promise<void> | null {
    const { data, rest } = this.#decoder.push(octets);
    this.#rest = rest;
    return data.length > 0 ? this.#receiver.write(data) : null;
  }

  /** Hands the whole message over, and resolves with our reply once that is done for good. */
  async finish(): Promise<Reply> {
    const receipt = await this.#receiver.finish();
    if (receipt.kind === 'not-stored') {
      const { clientAddress: client } = this.#session;
      this.#deps.logger.error({ err: receipt.error, client }, 'A message could not be stored');
    }
    if (receipt.kind === 'refused') {
      const { sender } = this.#transaction;
      const refusal = { sender, ...commonRecipient(this.#transaction), code: receipt.code, policy: null };
      this.#deps.recordRefusal({ ...refusal, reply: replyLine(receipt.reply), session: this.#session });
    }
    return receipt.reply;
  }

  /** The client is gone before the end: nothing of it is kept. */
  abort(): void {
    void this.#receiver.abort();
  }
}
