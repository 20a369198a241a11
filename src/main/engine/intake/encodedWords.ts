const encodedWord = /=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi;
const blankBetweenEncodedWords = /(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?[^?\s]*\?=)/gi;

interface Piece {
  charset: string;
  octets: Buffer;
  /** As it stands in the header, for a charset that this machine does not know. */
  raw: string;
}

/**
 * Decodes RFC 2047 encoded words in a header's text. Neighbours in one charset are decoded together, since some
 * programs cut a character in two. What cannot be decoded stays as it is.
 */
export function decodeEncodedWords(text: string): string {
  const joined = text.replace(blankBetweenEncodedWords, '$1');
  let decoded = '';
  let waiting: Piece | null = null;
  let end = 0;
  for (const match of joined.matchAll(encodedWord)) {
    const between = joined.slice(end, match.index);
    const piece = readPiece(match);
    if (waiting && (between !== '' || waiting.charset !== piece.charset)) {
      decoded += decodePiece(waiting);
      waiting = null;
    }
    decoded += between;
    waiting = waiting === null ? piece : joinPieces(waiting, piece);
    end = match.index + match[0].length;
  }
  return decoded + (waiting ? decodePiece(waiting) : '') + joined.slice(end);
}

function readPiece(match: RegExpExecArray): Piece {
  const [raw, charset = '', encoding = '', content = ''] = match;
  const octets = encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : decodeQ(content);
  // RFC 2231 §5: a language may follow the charset.
  return { charset: charset.replace(/\*.*$/, '').toLowerCase(), octets, raw };
}

function joinPieces(first: Piece, second: Piece): Piece {
  return {
    charset: first.charset,
    octets: Buffer.concat([first.octets, second.octets]),
    raw: `${first.raw} ${second.raw}`,
  };
}

function decodeQ(content: string): Buffer {
  const octets = content
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1');
}

function decodePiece({ charset, octets, raw }: Piece): string {
  try {
    return new TextDecoder(charset).decode(octets);
  } catch {
    return raw;
  }
}
