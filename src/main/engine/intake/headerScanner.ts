import { decodeEncodedWords } from './encodedWords.ts';

/** What the history and the mail loop check want of a message's header block. */
export interface HeaderFacts {
  /** `Received:` fields, each a hop of the message so far. */
  receivedCount: number;
  /** With its angle brackets, as it stands. */
  messageId: string | null;
  /** Decoded, unfolded, without control characters. */
  subject: string | null;
}

export interface HeaderScanner {
  push(chunk: Buffer): void;
  /** True once the header block has ended, or is longer than we look. */
  complete(): boolean;
  /** Of what was seen so far. */
  facts(): HeaderFacts;
}

const maxScannedOctets = 256 * 1024;
const maxSubjectLength = 300;
/** RFC 5322 §2.1.1. */
const maxMessageIdLength = 998;

/** In a text with a line end put before it, so that a message without headers is seen too. */
const headerEnd = /\n\r?\n/;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/** Reads along while a message streams by; keeps the header block only, and of that 256 KB at most. */
export function createHeaderScanner(): HeaderScanner {
  const chunks: Buffer[] = [];
  let size = 0;
  let complete = false;
  // The end of what was searched: the empty line may be cut by the border between two chunks.
  let tail = '\n';

  return {
    push(chunk) {
      if (complete) return;
      chunks.push(chunk);
      size += chunk.length;
      const text = tail + chunk.toString('latin1');
      complete = size >= maxScannedOctets || headerEnd.test(text);
      tail = text.slice(-3);
    },
    complete: () => complete,
    facts() {
      const scanned = Buffer.concat(chunks).subarray(0, maxScannedOctets);
      const end = `\n${scanned.toString('latin1')}`.search(headerEnd);
      return readFacts(end < 0 ? scanned : scanned.subarray(0, end));
    },
  };
}

function readFacts(block: Buffer): HeaderFacts {
  const facts: HeaderFacts = { receivedCount: 0, messageId: null, subject: null };
  for (const { name, value } of readFields(decode(block))) {
    if (name === 'received') facts.receivedCount += 1;
    if (name === 'message-id') facts.messageId ??= cut(clean(value), maxMessageIdLength);
    if (name === 'subject') facts.subject ??= cut(clean(decodeEncodedWords(clean(value))), maxSubjectLength);
  }
  return { ...facts, messageId: facts.messageId || null };
}

/** Ends at the first line that is no field: then the body began without an empty line. */
function* readFields(text: string): Generator<{ name: string; value: string }> {
  let field: { name: string; value: string } | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t]/.test(line) && field) {
      field.value += line;
      continue;
    }
    if (field) yield field;
    const match = /^([!-9;-~]+)[ \t]*:(.*)$/su.exec(line);
    if (!match) return;
    field = { name: (match[1] ?? '').toLowerCase(), value: match[2] ?? '' };
  }
  if (field) yield field;
}

/** UTF-8 as in RFC 6532; else what old programs write without saying so. */
function decode(octets: Buffer): string {
  try {
    return utf8.decode(octets);
  } catch {
    return windows1252.decode(octets);
  }
}

function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}
