const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const dot = 0x2e;
const nul = 0x00;

/** A dot that begins a line, an LF without its CR, a CR without its LF or at the end, where the next piece may begin with it. */
const toRewrite = /\n\0*\.|(?:^|[^\r])\n|\r(?!\n)/;
const beginsWithDot = /^\0*\./;

/** Larger pieces are taken in steps, so that no step needs a huge buffer. */
const maxPieceBytes = 65_536;

/**
 * A message as it goes over the wire after DATA (RFC 5321 §4.5.2): dots at the start of a line doubled, every bare CR or LF
 * made CRLF, and CRLF.CRLF at the end, once. Nothing else in it can end the message: what a careless server might take
 * for its end is not there. A dot behind NULs that begin a line is doubled too: some servers drop NUL before they look.
 */
export async function* dotStuff(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  const stuffer = new DotStuffer();
  // The last piece and the end go out as one: most messages are one packet.
  let last: Buffer | null = null;
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; start += maxPieceBytes) {
      if (last) yield last;
      last = stuffer.push(chunk.subarray(start, start + maxPieceBytes));
    }
  }
  const end = stuffer.end();
  yield last ? Buffer.concat([last, end]) : end;
}

/** The same, a piece at a time. Keeps across pieces whether a line has just begun and whether a CR waits for its LF. */
export class DotStuffer {
  /** Nothing but NULs since the last line end. */
  #atLineStart = true;
  #lineIsOpen = false;
  #afterCr = false;

  /** What it returns may be the same octets in the same memory. */
  push(chunk: Uint8Array): Buffer {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (piece.length > 0 && this.#isReady(piece)) {
      this.#noteEnd(piece);
      return piece;
    }
    return this.#rewrite(piece);
  }

  /** Most mail is: looking through it is far cheaper than writing it anew. */
  #isReady(piece: Buffer): boolean {
    const text = piece.toString('latin1');
    return !(this.#afterCr || (this.#atLineStart && beginsWithDot.test(text)) || toRewrite.test(text));
  }

  #noteEnd(piece: Buffer): void {
    let last = piece.length - 1;
    while (last >= 0 && piece[last] === nul) last -= 1;
    if (last >= 0) this.#atLineStart = piece[last] === lineFeed;
    this.#lineIsOpen = piece[piece.length - 1] !== lineFeed;
  }

  #rewrite(chunk: Buffer): Buffer {
    // At worst every octet becomes two, and a CR of the last piece is completed.
    const out = Buffer.allocUnsafe(chunk.length * 2 + 2);
    let length = 0;
    let atLineStart = this.#atLineStart;
    let afterCr = this.#afterCr;
    for (let index = 0; index < chunk.length; index += 1) {
      // `index` is below `length`: never undefined.
      const octet = chunk[index] ?? 0;
      if (octet === lineFeed || afterCr) {
        out[length] = carriageReturn;
        out[length + 1] = lineFeed;
        length += 2;
        atLineStart = true;
        afterCr = false;
        if (octet === lineFeed) continue;
      }
      if (octet === carriageReturn) {
        afterCr = true;
        continue;
      }
      if (atLineStart && octet === dot) {
        out[length] = dot;
        length += 1;
      }
      out[length] = octet;
      length += 1;
      atLineStart &&= octet === nul;
    }
    if (length > 0) this.#lineIsOpen = out[length - 1] !== lineFeed;
    this.#atLineStart = atLineStart;
    this.#afterCr = afterCr;
    return out.subarray(0, length);
  }

  /** Ends the last line if it is open, then the message. */
  end(): Buffer {
    const lineIsOpen = this.#afterCr || this.#lineIsOpen;
    return Buffer.from(lineIsOpen ? '\r\n.\r\n' : '.\r\n', 'latin1');
  }
}
