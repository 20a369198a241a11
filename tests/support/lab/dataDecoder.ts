/** Reads what follows 354 until CRLF.CRLF, and takes the dot-stuffing away (RFC 5321 §4.5.2). */
export interface DataDecoder {
  /** Null while the message goes on; then the message, and what came behind it. */
  push(chunk: Buffer): { data: Buffer; rest: Buffer } | null;
}

const crlf = Buffer.from('\r\n');
const crlfDot = Buffer.from('\r\n.');

/** Only CRLF.CRLF ends the message: a bare LF around the dot does not. Linear in the message's size. */
export function createDataDecoder(): DataDecoder {
  const parts: Buffer[] = [];
  // The 354 line's end counts as the line end before a dot in the first line.
  let pending: Buffer = crlf;

  return {
    push(chunk) {
      const input = Buffer.concat([pending, chunk]);
      let start = 0;
      for (;;) {
        const found = input.indexOf(crlfDot, start);
        if (found < 0) {
          const keepFrom = Math.max(start, input.length - 2);
          parts.push(input.subarray(start, keepFrom));
          pending = input.subarray(keepFrom);
          return null;
        }
        if (input.length < found + 5) {
          parts.push(input.subarray(start, found));
          pending = input.subarray(found);
          return null;
        }
        parts.push(input.subarray(start, found + 2));
        if (input[found + 3] === 0x0d && input[found + 4] === 0x0a) {
          return { data: Buffer.concat(parts).subarray(crlf.length), rest: input.subarray(found + 5) };
        }
        start = found + 3;
      }
    },
  };
}
