import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { TlsVersion } from '../../../shared/domain/tlsVersion.ts';
import type { EnvelopeCommandProblem } from './envelopeCommand.ts';
import type { PathProblem } from './mailbox.ts';

/**
 * An SMTP reply. The text begins with the enhanced code (RFC 3463), except for 3xx and what RFC 2034 §3 excepts: the
 * greeting and the answer to EHLO or HELO.
 */
export interface Reply {
  code: number;
  /** The only line, or the last. */
  text: string;
  /** Lines before it. */
  before?: readonly string[];
}

export function replyLine({ code, text }: Reply): string {
  return `${code} ${text}`;
}

/** As it goes over the wire, with its line ends. */
export function formatReply(reply: Reply): string {
  const { code, before } = reply;
  const last = `${replyLine(reply)}\r\n`;
  return before ? before.map((line) => `${code}-${line}\r\n`).join('') + last : last;
}

export function greeting(hostname: string): Reply {
  return { code: 220, text: `${hostname} ESMTP` };
}

/** To EHLO with what we offer; to HELO without. */
export function hello(hostname: string, extensions: readonly string[]): Reply {
  const lines = [hostname, ...extensions];
  return { code: 250, text: lines.at(-1) ?? '', before: lines.slice(0, -1) };
}

export const ok: Reply = { code: 250, text: '2.0.0 OK' };
export const flushed: Reply = { code: 250, text: '2.0.0 Flushed' };
export const bye: Reply = { code: 221, text: '2.0.0 Bye' };
export const readyForTls: Reply = { code: 220, text: '2.0.0 Ready to start TLS' };
export const help: Reply = { code: 214, text: '2.0.0 See RFC 5321' };

export const senderAccepted: Reply = { code: 250, text: '2.1.0 Ok' };
export const recipientAccepted: Reply = { code: 250, text: '2.1.5 Ok' };
export const dataExpected: Reply = { code: 354, text: 'End data with <CR><LF>.<CR><LF>' };
export const vrfyAnswer: Reply = { code: 252, text: '2.0.0 Cannot verify the address; send a message to find out' };

export const commandUnknown: Reply = { code: 500, text: '5.5.2 Command not recognized' };
export const controlCharacter: Reply = { code: 501, text: '5.5.2 Control characters are not allowed' };
export const helloSyntax: Reply = { code: 501, text: '5.5.4 Give one name' };
export const helloExpected: Reply = { code: 503, text: '5.5.1 Say EHLO or HELO first' };
export const tlsActive: Reply = { code: 503, text: '5.5.1 TLS is already active' };
export const commandSyntax: Reply = { code: 501, text: '5.5.4 Syntax error in the command or its arguments' };
export const parameterSyntax: Reply = { code: 501, text: '5.5.4 Syntax error in a parameter' };
export const parameterNotRecognized: Reply = { code: 555, text: '5.5.4 Parameter not recognized' };
export const nestedMail: Reply = { code: 503, text: '5.5.1 Sender already given' };
export const mailExpected: Reply = { code: 503, text: '5.5.1 Need MAIL before RCPT' };
export const recipientExpected: Reply = { code: 503, text: '5.5.1 Need RCPT before DATA' };
export const noValidRecipients: Reply = { code: 554, text: '5.5.1 No valid recipients' };
export const tooManyRecipients: Reply = { code: 452, text: '4.5.3 Too many recipients' };
export const smtpUtf8Expected: Reply = { code: 553, text: '5.6.7 A non-ASCII address needs SMTPUTF8' };

export const relayingDenied: Reply = { code: 550, text: '5.7.1 Relaying denied' };
export const startTlsExpected: Reply = { code: 530, text: '5.7.0 Must issue a STARTTLS command first' };
export const postmasterUnknown: Reply = { code: 550, text: '5.1.1 There is no postmaster here' };
export const mailLoop: Reply = { code: 554, text: '5.4.6 Too many Received headers: mail loop' };
export const notStored: Reply = { code: 451, text: '4.3.0 The message could not be stored, try again later' };

export const authNotOffered: Reply = { code: 502, text: '5.5.1 AUTH is not offered here' };
export const encryptionRequired: Reply = { code: 538, text: '5.7.11 Encryption is required: issue STARTTLS first' };
export const alreadyAuthenticated: Reply = { code: 503, text: '5.5.1 Already authenticated' };
export const noAuthInTransaction: Reply = { code: 503, text: '5.5.1 AUTH is not allowed during a mail transaction' };
export const mechanismUnknown: Reply = { code: 504, text: '5.5.4 Unrecognized authentication mechanism' };
export const notBase64: Reply = { code: 501, text: '5.5.2 The response is not well formed' };
export const authCancelled: Reply = { code: 501, text: '5.0.0 Authentication cancelled' };
export const authenticated: Reply = { code: 235, text: '2.7.0 Authentication successful' };
export const credentialsInvalid: Reply = { code: 535, text: '5.7.8 Authentication credentials invalid' };
export const authUnavailable: Reply = { code: 454, text: '4.7.0 Temporary authentication failure' };
export const loginEnded: Reply = { code: 421, text: '4.7.0 The login you used is no longer valid' };
export const tooManyLogins: Reply = { code: 421, text: '4.7.0 Too many failed logins, try again later' };

export const noHttp: Reply = { code: 421, text: '4.7.0 This is no web server' };
export const talkedTooSoon: Reply = { code: 421, text: '4.5.0 You talk too soon' };
export const tooManyErrors: Reply = { code: 421, text: '4.7.0 Too many errors' };
export const tooManySessions: Reply = { code: 421, text: '4.3.2 Too many connections, try again later' };
export const tooManySessionsOfClient: Reply = { code: 421, text: '4.7.0 Too many connections from your address' };
export const sessionTooLong: Reply = { code: 421, text: '4.4.2 The session took too long' };
export const commandTooSlow: Reply = { code: 421, text: '4.4.2 Timeout, no command came' };
export const dataTooSlow: Reply = { code: 421, text: '4.4.2 Timeout, the message took too long' };
export const bareLineFeed: Reply = { code: 521, text: '5.5.2 Lines must end with CR and LF' };
export const lineTooLong: Reply = { code: 421, text: '4.5.2 The line is too long' };
export const shuttingDown: Reply = { code: 421, text: '4.3.2 Shutting down, try again later' };

export function queued(queueId: string): Reply {
  return { code: 250, text: `2.0.0 Ok: queued as ${queueId}` };
}

export function messageTooLarge(maxBytes: number): Reply {
  return { code: 552, text: `5.3.4 The message is larger than ${maxBytes} octets` };
}

export function tlsVersionTooLow(minVersion: TlsVersion, domain: string): Reply {
  return { code: 550, text: `5.7.10 Mail from ${domain} is taken over ${minVersion} or newer only` };
}

export function unreadableCommand(problem: EnvelopeCommandProblem): Reply {
  switch (problem) {
    case 'encoding':
      return { code: 501, text: '5.5.2 The command is not valid UTF-8' };
    case 'control-character':
      return controlCharacter;
    case 'syntax':
      return commandSyntax;
    case 'parameter-syntax':
      return parameterSyntax;
    default:
      return assertNever(problem);
  }
}

/** X.1.7 is for senders, X.1.3 for recipients (RFC 3463 §3.2). */
export function invalidPath(problem: PathProblem, role: 'sender' | 'recipient'): Reply {
  const status = role === 'sender' ? '5.1.7' : '5.1.3';
  switch (problem) {
    case 'syntax':
      return { code: 501, text: `${status} The address is not well formed` };
    case 'control-character':
      return { code: 501, text: `${status} The address contains a character that is not allowed` };
    case 'address-literal':
      return { code: 550, text: `${status} Address literals are not accepted, use a domain` };
    case 'no-domain':
      return { code: 550, text: `${status} The address needs a domain` };
    case 'invalid-domain':
      return { code: 501, text: `${status} The address has no valid domain` };
    case 'too-long':
      return { code: 501, text: `${status} The address is too long` };
    default:
      return assertNever(problem);
  }
}
