import type { ClientLink } from './clientLink.ts';
import { maxLineOctets } from './dialog.ts';
import { LineReader } from './lineReader.ts';

/** Acts on what came in. */
export interface InflowConsumer {
  /** It is the client's turn. */
  isReady(): boolean;
  /** Takes from `octets` what can be acted on, until `isHeld`. */
  work(): void;
}

/**
 * What a client sent and nobody acted on yet, and whether more of it is read: not while it is not the client's turn, nor
 * while our replies or its message are not taken as fast as they come.
 */
export class Inflow {
  readonly octets = new LineReader(maxLineOctets);
  readonly #link: ClientLink;
  readonly #consumer: InflowConsumer;
  #held = false;

  constructor(link: ClientLink, consumer: InflowConsumer) {
    this.#link = link;
    this.#consumer = consumer;
  }

  get isHeld(): boolean {
    return this.#held;
  }

  push(chunk: Buffer): void {
    this.octets.push(chunk);
    if (this.#held || !this.#consumer.isReady()) this.#link.pause();
    else this.#consumer.work();
  }

  /** Until `release`. */
  hold(): void {
    this.#held = true;
    this.#link.pause();
  }

  /** It is over soon: reading stops only where more comes meanwhile. */
  holdUntil(done: Promise<void>): void {
    this.#held = true;
    void done.then(() => this.release());
  }

  /** Goes on after a wait. */
  release(): void {
    this.#held = false;
    if (this.#consumer.isReady()) this.#consumer.work();
    if (!this.#held) this.#link.resume();
  }
}
