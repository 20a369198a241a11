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
  /** Our replies pile up. */
  #choked = false;
  /** Something is under way. */
  #waiting = false;

  constructor(link: ClientLink, consumer: InflowConsumer) {
    this.#link = link;
    this.#consumer = consumer;
  }

  get isHeld(): boolean {
    return this.#choked || this.#waiting;
  }

  push(chunk: Buffer): void {
    this.octets.push(chunk);
    if (this.isHeld || !this.#consumer.isReady()) this.#link.pause();
    else this.#consumer.work();
  }

  /** Our replies are not taken: nothing goes on until `onDrain`, whatever else was waited for. */
  choke(): void {
    this.#choked = true;
    this.#link.pause();
  }

  onDrain(): void {
    this.#choked = false;
    this.goOn();
  }

  /** It is over soon: reading stops only where more comes meanwhile. */
  holdUntil(done: Promise<void>): void {
    this.#waiting = true;
    void done.then(() => {
      this.#waiting = false;
      this.goOn();
    });
  }

  /** It may be the client's turn again. */
  goOn(): void {
    if (this.isHeld) return;
    if (this.#consumer.isReady()) this.#consumer.work();
    if (!this.isHeld) this.#link.resume();
  }
}
