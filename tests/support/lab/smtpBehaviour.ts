import type { SecureVersion } from 'node:tls';

/** Where in the conversation a double is about to answer. */
export type SmtpStep =
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'final'
  | 'rset'
  | 'noop'
  | 'quit';

export interface DoubleTls {
  /** PEM. */
  key: string;
  cert: string;
  minVersion?: SecureVersion;
  maxVersion?: SecureVersion;
  /** OpenSSL string. */
  ciphers?: string;
  /** PEM, or `auto`, for cipher suites with DHE. */
  dhparam?: string;
}

export type StarttlsBehaviour =
  /** `reply`: another than its usual 220. */
  | { kind: 'accept'; reply?: string }
  /** Not in the EHLO reply, and answered with 502. */
  | { kind: 'absent' }
  /** Advertised, and answered with `reply`. */
  | { kind: 'refuse'; reply: string }
  /**
   * Answers 220, and then: `close` cuts the connection at the client's first octet; `garbage` answers it with octets
   * that are no TLS; `silent` never answers.
   */
  | { kind: 'break'; how: 'close' | 'garbage' | 'silent' }
  /** Sends `replies` in the clear in one packet with the 220, as an attacker in the middle would, then speaks TLS. */
  | { kind: 'inject'; replies: string };

/**
 * How one double behaves. Every field may be changed while it runs; the next command sees it. A reply is the text
 * without its line end; `\r\n` inside makes it a multi-line reply as written.
 */
export interface SmtpBehaviour {
  /** For the replies. */
  hostname: string;
  /** A 4xx or 5xx greeting closes the connection. */
  greeting: string;
  /** EHLO keywords besides STARTTLS and AUTH. */
  extensions: readonly string[];
  /** The whole reply to EHLO, instead of the one made from `extensions`. */
  ehloReply: string | null;
  starttls: StarttlsBehaviour;
  tls: DoubleTls;
  /** Ends its lines in LF alone, as no server should. */
  lineFeedOnly: boolean;
  /** AUTH PLAIN and LOGIN are offered (inside TLS only), and needed for MAIL. */
  auth: { username: string; password: string } | null;
  /** In place of trying the login: the answer to the line `AUTH …`. */
  refuseAuth: ((line: string) => string) | null;
  mailReply: string | ((sender: string, parameters: string) => string);
  rcptReply: string | ((recipient: string) => string);
  dataReply: string;
  finalReply: string | ((data: Buffer) => string);
  /** Awaited before the answer of each step: the place for a delay, or for a test to hold a double. */
  before: ((step: SmtpStep) => Promise<void>) | null;
  /** Cuts the connection instead of answering this step. */
  closeAt: SmtpStep | null;
  /** Never answers this step, and leaves the connection open. */
  silentAt: SmtpStep | null;
}

/** A server as it should be: STARTTLS, and everything accepted. */
export function wellBehaved(hostname: string, tls: DoubleTls): SmtpBehaviour {
  return {
    hostname,
    greeting: `220 ${hostname} ESMTP`,
    extensions: ['PIPELINING', 'SIZE 52428800', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'],
    ehloReply: null,
    starttls: { kind: 'accept' },
    tls,
    lineFeedOnly: false,
    auth: null,
    refuseAuth: null,
    mailReply: '250 2.1.0 Ok',
    rcptReply: '250 2.1.5 Ok',
    dataReply: '354 End data with <CR><LF>.<CR><LF>',
    finalReply: '250 2.0.0 Ok: queued',
    before: null,
    closeAt: null,
    silentAt: null,
  };
}
