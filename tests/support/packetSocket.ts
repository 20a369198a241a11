import { Socket } from 'node:net';

/** A socket without a network: what a peer sends comes packet by packet as the test cuts it, what we say is kept. */
export class PacketSocket extends Socket {
  /** All that was written to the peer, as octets (latin1). */
  said = '';
  constructor(address = '127.0.0.1') {
    super();
    // A getter of the class, which no subclass may override as one.
    Object.defineProperty(this, 'remoteAddress', { value: address });
  }

  override setNoDelay(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.said += chunk.toString('latin1');
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    for (const { chunk } of chunks) this.said += Buffer.from(chunk).toString('latin1');
    done();
  }

  /** One packet from the peer; resolves when it, and what it led to in memory, has been worked off. */
  async receive(packet: Buffer | string): Promise<void> {
    if (!this.destroyed) this.push(Buffer.from(packet));
    await turns(1);
  }
}

/** Turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
