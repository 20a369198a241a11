/** What one chunk of the DATA phase gave. */
export interface DecodedData {
  data: Buffer;
  /** What came after the end of the message; null while it goes on. */
  rest: Buffer | null;
}

export interface DataDecoder {
  /** What it gives lies in memory of its own, which nobody writes to any more. */
  push(chunk: Buffer): DecodedData;
}

const crlf = Buffer.from('\r\n');
const crlfDot = Buffer.from('\r\n.');
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/**
 * Finds the end of a message and takes dot-stuffing away (RFC 5321 §4.5.2). Only CRLF.CRLF is the end: a bare CR or LF
 * is content on either side of the dot, so that nobody can smuggle a second message. Everything else passes unchanged.
 */
export function createDataDecoder(): DataDecoder {
  // The line end of the DATA command counts before a dot in the first line. It is no part of the message.
  let pending: Buffer = crlf;
  let toSkip = crlf.length;

  const emit = (parts: Buffer[]): Buffer => {
    const [only] = parts;
    const data = only && parts.length === 1 ? only : Buffer.concat(parts);
    const skipped = Math.min(toSkip, data.length);
    toSkip -= skipped;
    return data.subarray(skipped);
  };

  return {
    push(chunk) {
      const input = Buffer.concat([pending, chunk]);
      const parts: Buffer[] = [];
      let start = 0;
      for (;;) {
        const found = input.indexOf(crlfDot, start);
        const keepFrom = found < 0 ? Math.max(start, input.length - 2) : found;
        if (found < 0 || isUndecided(input, found)) {
          parts.push(input.subarray(start, keepFrom));
          pending = input.subarray(keepFrom);
          return { data: emit(parts), rest: null };
        }
        parts.push(input.subarray(start, found + 2));
        if (input[found + 3] === carriageReturn && input[found + 4] === lineFeed) {
          return { data: emit(parts), rest: input.subarray(found + 5) };
        }
        start = found + 3;
      }
    },
  };
}

/** True while the octets after CRLF and dot could still become the end. */
function isUndecided(input: Buffer, found: number): boolean {
  const following = input.length - (found + 3);
  return following === 0 || (following === 1 && input[found + 3] === carriageReturn);
}
