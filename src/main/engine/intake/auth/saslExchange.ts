import type { Reply } from '../replies.ts';
import * as replies from '../replies.ts';
import type { Credentials } from './authenticate.ts';

/** Offered in EHLO. Both send the password as it is: only ever over TLS. */
export const saslMechanisms = ['PLAIN', 'LOGIN'] as const;

/** Where an exchange stands: it ends with credentials or with a reply, or goes on with the client's next line. */
export type SaslStep =
  | { kind: 'credentials'; credentials: Credentials }
  | { kind: 'reply'; reply: Reply }
  | { kind: 'challenge'; reply: Reply; next(line: string): SaslStep };

const maxOctets = 1024;

/** Reads what stands behind `AUTH` (RFC 4954 §4): a mechanism, and perhaps the client's first response. */
export function beginSasl(argument: string): SaslStep {
  const [mechanism = '', initial, ...rest] = argument.trim().split(/ +/);
  if (mechanism === '' || rest.length > 0) return { kind: 'reply', reply: replies.commandSyntax };
  switch (mechanism.toUpperCase()) {
    case 'PLAIN':
      return initial === undefined ? challenge('', readPlain) : readPlain(initial);
    case 'LOGIN':
      return initial === undefined ? challenge('Username:', readLoginName) : readLoginName(initial);
    default:
      return { kind: 'reply', reply: replies.mechanismUnknown };
  }
}

/** RFC 4616: `authzid NUL authcid NUL passwd`. To act for somebody else is nobody allowed. */
function readPlain(response: string): SaslStep {
  return withDecoded(response, (text) => {
    const [actFor = '', username = '', password = '', ...rest] = text.split('\0');
    if (username === '' || password === '' || rest.length > 0) return { kind: 'reply', reply: replies.notBase64 };
    if (actFor !== '' && actFor !== username) return { kind: 'reply', reply: replies.credentialsInvalid };
    return { kind: 'credentials', credentials: { username, password } };
  });
}

function readLoginName(response: string): SaslStep {
  return withDecoded(response, (username) =>
    challenge('Password:', (line) =>
      withDecoded(line, (password) => ({ kind: 'credentials', credentials: { username, password } })),
    ),
  );
}

function challenge(text: string, next: (line: string) => SaslStep): SaslStep {
  return {
    kind: 'challenge',
    reply: { code: 334, text: Buffer.from(text).toString('base64') },
    next: (line) => (line.trim() === '*' ? { kind: 'reply', reply: replies.authCancelled } : next(line)),
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function withDecoded(response: string, read: (text: string) => SaslStep): SaslStep {
  const base64 = response.trim();
  const malformed: SaslStep = { kind: 'reply', reply: replies.notBase64 };
  // "=" stands for an empty response, which no mechanism of ours has.
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return malformed;
  const octets = Buffer.from(base64, 'base64');
  if (octets.length > maxOctets) return malformed;
  try {
    return read(utf8.decode(octets));
  } catch {
    return malformed;
  }
}
