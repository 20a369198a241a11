import { hasForbiddenCharacter } from './mailbox.ts';

/** A MAIL or RCPT command, split but not yet judged. */
export interface EnvelopeCommand {
  /** Between the angle brackets. */
  path: string;
  /** Keys in upper case; null for a key without a value. */
  parameters: ReadonlyMap<string, string | null>;
}

export type EnvelopeCommandProblem = 'encoding' | 'control-character' | 'syntax' | 'parameter-syntax';

export type ReadCommand = { ok: true; command: EnvelopeCommand } | { ok: false; problem: EnvelopeCommandProblem };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const parameterPattern = /^([a-z0-9][a-z0-9-]*)(?:=([^=\s]+))?$/i;

/** Splits `MAIL FROM:<path> KEY=VALUE …` (RFC 5321 §4.1.1). A `>` in a quoted local part does not end the path. */
export function readEnvelopeCommand(line: Uint8Array, verb: 'MAIL FROM' | 'RCPT TO'): ReadCommand {
  const text = decode(line);
  if (text === null) return { ok: false, problem: 'encoding' };
  if (hasForbiddenCharacter(text)) return { ok: false, problem: 'control-character' };
  const argument = afterVerb(text, verb);
  const end = argument === null ? -1 : pathEnd(argument);
  if (argument === null || end < 0) return { ok: false, problem: 'syntax' };
  const rest = argument.slice(end + 1);
  if (rest !== '' && !rest.startsWith(' ')) return { ok: false, problem: 'syntax' };
  const parameters = readParameters(rest);
  if (parameters === null) return { ok: false, problem: 'parameter-syntax' };
  return { ok: true, command: { path: argument.slice(1, end), parameters } };
}

function decode(line: Uint8Array): string | null {
  try {
    return utf8.decode(line);
  } catch {
    return null;
  }
}

/** Blanks after the colon are not in the RFC, but in use. */
function afterVerb(text: string, verb: string): string | null {
  const colon = text.indexOf(':');
  if (colon < 0 || text.slice(0, colon).toUpperCase() !== verb) return null;
  return text.slice(colon + 1).replace(/^ +/, '');
}

/** Where the `>` is that closes the path; -1 where the path is not well formed. */
function pathEnd(argument: string): number {
  if (!argument.startsWith('<')) return -1;
  let quoted = false;
  for (let i = 1; i < argument.length; i += 1) {
    const character = argument.charAt(i);
    if (character === '\\' && quoted) i += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '<') return -1;
    else if (!quoted && character === '>') return i;
  }
  return -1;
}

function readParameters(text: string): Map<string, string | null> | null {
  const parameters = new Map<string, string | null>();
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const match = parameterPattern.exec(word);
    const key = match?.[1]?.toUpperCase();
    if (key === undefined || parameters.has(key)) return null;
    parameters.set(key, match?.[2] ?? null);
  }
  return parameters;
}
