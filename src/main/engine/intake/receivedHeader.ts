import { isIPv6 } from 'node:net';
import { normalizeDomain } from '../policy/domainName.ts';

export interface ReceivedInput {
  /** What the client said in EHLO; null where it said nothing. */
  clientName: string | null;
  clientAddress: string;
  hostname: string;
  /** False for HELO. */
  extended: boolean;
  protocol: string | null;
  cipher: string | null;
  /** True where the client logged in. */
  authenticated: boolean;
  smtpUtf8: boolean;
  queueId: string;
  /** The recipient where there is exactly one: with more, `for` would tell them of each other. */
  recipient: string | null;
  /** Epoch milliseconds. */
  now: number;
}

/** The trace field that a relay adds on top (RFC 5321 §4.4), folded, with its final CRLF. */
export function composeReceived(input: ReceivedInput): string {
  const literal = isIPv6(input.clientAddress) ? `[IPv6:${input.clientAddress}]` : `[${input.clientAddress}]`;
  const lines = [
    `Received: from ${clientDomain(input.clientName) ?? literal} (${literal})`,
    `by ${input.hostname} (Sealpost) with ${protocolKeyword(input)} id ${input.queueId}`,
  ];
  if (input.protocol !== null) lines.push(`(using ${input.protocol} with cipher ${input.cipher ?? 'unknown'})`);
  if (input.recipient !== null) lines.push(`for <${input.recipient}>`);
  return `${lines.join('\r\n\t')};\r\n\t${formatDate(input.now)}\r\n`;
}

/** Clients say anything in EHLO: only what is a domain may stand as one. */
function clientDomain(name: string | null): string | null {
  return name === null || !/^[\x21-\x7e]+$/.test(name) ? null : normalizeDomain(name);
}

/** RFC 3848, RFC 6531 §4.3. */
function protocolKeyword({ extended, protocol, authenticated, smtpUtf8 }: ReceivedInput): string {
  const secured = `${protocol === null ? '' : 'S'}${authenticated ? 'A' : ''}`;
  if (smtpUtf8) return `UTF8SMTP${secured}`;
  return extended || secured ? `ESMTP${secured}` : 'SMTP';
}

/** RFC 5322 §3.3, in UTC. */
export function formatDate(epochMs: number): string {
  return new Date(epochMs).toUTCString().replace('GMT', '+0000');
}
