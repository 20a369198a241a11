import { encode, wrap } from 'nodemailer/lib/qp';

/** Text on one line: control characters and line separators become blanks, so that no field can forge another. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** Wraps at 76 characters. A longer word gets a line of its own, cut only where SMTP cannot carry it. */
export function wrapText(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(cutWord)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > 76) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line].join('\r\n');
}

/** RFC 5321 §4.5.3.1.6 allows 998 octets a line; a character takes four at most. */
function cutWord(word: string): string[] {
  return Buffer.byteLength(word) <= 900 ? [word] : (word.match(/.{1,225}/gsu) ?? []);
}

/** A field of a header or of a delivery status, folded, with its CRLF. The value must be on one line. */
export function field(name: string, value: string): string {
  return `${wrapText(`${name}: ${value}`).replaceAll('\r\n', '\r\n ')}\r\n`;
}

export interface MimePart {
  contentType: string;
  encoding: '7bit' | '8bit' | 'quoted-printable';
  body: string;
}

/** As it is where it is ASCII with short lines, else quoted-printable. */
export function encodePart(contentType: string, text: string): MimePart {
  if (isAscii(text) && text.split('\r\n').every((line) => line.length <= 998)) {
    return { contentType, encoding: '7bit', body: text };
  }
  return { contentType, encoding: 'quoted-printable', body: wrap(encode(text)) };
}

export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** The parts of a multipart body, with a boundary made from `seed` that stands in none of them. */
export function joinParts(parts: readonly MimePart[], seed: string): { boundary: string; body: string } {
  let boundary = `=_${seed}`;
  while (parts.some(({ body }) => body.includes(boundary))) boundary += '_';
  const pieces = parts.map(
    ({ contentType, encoding, body }) =>
      `--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`,
  );
  return { boundary, body: `${pieces.join('')}--${boundary}--\r\n` };
}
