/** One SMTP reply, of one line or more (RFC 5321 §4.2). */
export interface Reply {
  code: number;
  /** `5.1.1` (RFC 3463), from the last line that has one in the code's class. */
  enhanced: string | null;
  /** The text behind each code, without control characters. */
  lines: readonly string[];
}

/** For people and the history: the code once, then all lines joined by a space. Cut off where it gets absurd. */
export function formatReply(reply: Reply): string {
  const text = `${reply.code} ${reply.lines.join(' ')}`.trimEnd();
  return text.length > maxFormatted ? `${text.slice(0, maxFormatted)}…` : text;
}

const maxFormatted = 2000;

/** Far above the 512 octets of RFC 5321 §4.5.3.1.5: some servers put whole sentences with addresses there. */
const maxLineBytes = 4096;
const maxReplyBytes = 65_536;
/** All the replies to our longest pipeline. */
const maxBufferedBytes = 262_144;

const replyLine = /^([2-5]\d\d)(?:([ -])(.*))?$/s;

/**
 * Reads replies from octets as they come, one at a time, so that nothing behind the one asked for is looked at. What was
 * read of a reply that is not whole yet is not read again: a peer that sends octet by octet must not cost more.
 */
export class ReplyParser {
  #data: Buffer = Buffer.alloc(0);
  /** Of the reply that is not whole yet: its lines so far, their code, where the next one starts, and what was searched. */
  #lines: string[] = [];
  #code: string | undefined;
  #start = 0;
  #searched = 0;

  /** False where the peer has sent more than anybody would. */
  push(chunk: Buffer): boolean {
    this.#data = this.#data.length > 0 ? Buffer.concat([this.#data, chunk]) : chunk;
    return this.#data.length <= maxBufferedBytes;
  }

  /** True where no octet is left that no reply was made of. */
  get isEmpty(): boolean {
    return this.#data.length === 0;
  }

  /** Takes the next reply. `invalid`: what stands there is no SMTP, and the stream is lost. Lines end in CRLF or LF. */
  next(): Reply | 'incomplete' | 'invalid' {
    for (;;) {
      const start = this.#start;
      const end = this.#data.indexOf(lineFeed, this.#searched);
      const lineEnd = end < 0 ? this.#data.length : end;
      if (lineEnd - start > maxLineBytes || lineEnd > maxReplyBytes) return 'invalid';
      this.#searched = lineEnd;
      if (end < 0) return 'incomplete';
      const hasCr = end > start && this.#data[end - 1] === carriageReturn;
      const match = replyLine.exec(this.#data.toString('utf8', start, hasCr ? end - 1 : end));
      const [, code, separator, text = ''] = match ?? [];
      this.#code ??= code;
      if (code === undefined || code !== this.#code) return 'invalid';
      this.#lines.push(withoutControls(text));
      this.#start = end + 1;
      this.#searched = end + 1;
      if (separator !== '-') return this.#take(code);
    }
  }

  /** Cuts the reply that is whole off what came. */
  #take(code: string): Reply {
    const lines = this.#lines;
    this.#data = this.#data.subarray(this.#start);
    this.#lines = [];
    this.#code = undefined;
    this.#start = 0;
    this.#searched = 0;
    return { code: Number(code), enhanced: enhancedOf(code, lines), lines };
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A reply ends up in the history, on screens and in DSNs: nothing in it may steer any of those. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ');
}

function enhancedOf(code: string, lines: readonly string[]): string | null {
  for (const line of lines.toReversed()) {
    const match = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/.exec(line);
    if (match?.[1]?.startsWith(code.slice(0, 1))) return match[1];
  }
  return null;
}
