import type { SMTPServerDataStream } from 'smtp-server';
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { createDataDecoder, type DataDecoder } from './dataDecoder.ts';

type Done = (error?: Error | null) => void;

/**
 * smtp-server's command parser with our own reading of DATA: the library also takes a dot away after a bare LF, and
 * leaves a single one after CRLF.
 */
export class IntakeParser extends SMTPStream {
  #decoder: DataDecoder = createDataDecoder();

  override startDataMode(maxBytes?: number | string | null): SMTPServerDataStream {
    this.#decoder = createDataDecoder();
    return super.startDataMode(maxBytes);
  }

  /** The library forgets the callback after the call: it would forget that of a message in the same packet. */
  override continue(): void {
    const resume = this._continueCallback;
    this._continueCallback = typeof resume !== 'function';
    if (typeof resume === 'function') resume();
  }

  override _feedDataStream(chunk: Buffer, done: Done): void {
    const stream = this._dataStream;
    if (!stream) {
      done();
      return;
    }
    const { data, rest } = this.#decoder.push(chunk);
    this._countDataBytes(data.length);
    if (rest) {
      this._endDataMode(data, rest, done);
      return;
    }
    if (data.length === 0 || !stream.writable || stream.write(data)) {
      done();
      return;
    }
    const resume = () => {
      stream.off('drain', resume);
      stream.off('close', resume);
      done();
    };
    stream.once('drain', resume);
    stream.once('close', resume);
  }
}
