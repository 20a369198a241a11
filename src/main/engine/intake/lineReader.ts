const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Octets as they come in, given out as lines or as they are. Looks at each octet once, however they were cut. A line ends
 * at CRLF only (RFC 5321 §2.3.8): where an LF alone ends it too, a line end in somebody's address is a second command.
 */
export class LineReader {
  #data: Buffer = Buffer.alloc(0);
  /** So far no LF was found. */
  #searched = 0;
  readonly #maxOctets: number;

  constructor(maxOctets: number) {
    this.#maxOctets = maxOctets;
  }

  get isEmpty(): boolean {
    return this.#data.length === 0;
  }

  push(chunk: Buffer): void {
    this.#data = this.#data.length > 0 ? Buffer.concat([this.#data, chunk]) : chunk;
  }

  /** The next line without its end. `too-long`: whole or not, there is more of it than anybody needs. */
  next(): Buffer | 'incomplete' | 'too-long' | 'bare-line-feed' {
    const end = this.#data.indexOf(lineFeed, this.#searched);
    const length = end < 0 ? this.#data.length : end;
    if (length > this.#maxOctets + 1) return 'too-long';
    if (end < 0) {
      this.#searched = length;
      return 'incomplete';
    }
    if (this.#data[end - 1] !== carriageReturn) return 'bare-line-feed';
    const line = this.#data.subarray(0, end - 1);
    this.replace(this.#data.subarray(end + 1));
    return line.length > this.#maxOctets ? 'too-long' : line;
  }

  /** All that came and is in no line yet. */
  takeAll(): Buffer {
    const all = this.#data;
    this.replace(Buffer.alloc(0));
    return all;
  }

  /** Puts back what `takeAll` gave too much. */
  replace(data: Buffer): void {
    this.#data = data;
    this.#searched = 0;
  }
}
