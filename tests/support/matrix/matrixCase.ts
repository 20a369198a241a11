import type { TlsPolicy } from '../../../src/main/engine/delivery/types.ts';
import type { FailureCode } from '../../../src/shared/domain/failureCode.ts';
import type { DoubleTls, SmtpBehaviour } from '../lab/smtpBehaviour.ts';
import type { PeerConnection } from '../scriptedPeer.ts';
import { type Authority, type Issued, issue, makeRoot } from './forge.ts';

/** The MX that is looked up, where a case names no other. */
export const mxHost = 'mx.matrix.example';

/** What each mode must say; null: it passes. */
export interface Expected {
  strict: FailureCode | null;
  relaxed: FailureCode | null;
  /** With the pin of the certificate that is shown. */
  pinned: FailureCode | null;
  wrongPin: FailureCode;
}

export const passes: Expected = { strict: null, relaxed: null, pinned: null, wrongPin: 'pin-mismatch' };

/** Encrypted, but not by whom we looked for: the other modes do not mind. */
export function strictFails(code: FailureCode): Expected {
  return { ...passes, strict: code };
}

/** In every enforced mode. Where `code` is not about TLS the verdict is unknown. */
export function allFail(code: FailureCode): Expected {
  return { strict: code, relaxed: code, pinned: code, wrongPin: code };
}

/** After a handshake that was fine: a wrong pin was seen before it came to that. */
export function failsAfterTls(code: FailureCode): Expected {
  return { ...allFail(code), wrongPin: 'pin-mismatch' };
}

/** A server of the lab that behaves as told. */
export interface DoubleEndpoint {
  certificate: Issued;
  tls?: Partial<DoubleTls>;
  behaviour?: Partial<SmtpBehaviour>;
  /** How it behaves from its 220 to STARTTLS on. */
  afterTls?: Partial<SmtpBehaviour>;
  /** PEMs; the world's roots by default. */
  trusted?: readonly string[];
}

/** A server that says octet by octet what no half-decent one would. `stall` is called where it falls silent for good. */
export interface ScriptedEndpoint {
  script(peer: PeerConnection, stall: () => Promise<never>): Promise<void>;
}

export type Endpoint = DoubleEndpoint | ScriptedEndpoint;

/** One endpoint and what each mode must say of it. */
export interface MatrixCase {
  name: string;
  serve(world: World): Endpoint;
  expected: Expected;
  /** Versions, ciphers and names of the rule. */
  policy?: Partial<TlsPolicy>;
  /** The MX host; an address is a server named by the admin, as a smart host or a route is. */
  host?: string;
  /** What the MX host has in the DNS; 127.0.0.1 by default. The endpoint listens on the last one, if that is loopback. */
  addresses?: readonly string[];
  /** What must have been agreed on. */
  protocol?: string;
  cipher?: string;
}

/** What all cases share: making RSA keys takes its time. */
export interface World {
  root: Authority;
  rsaRoot: Authority;
  /** For the MX host, by the root. */
  good: Issued;
  /** The same with an RSA key, for cipher suites that want one. */
  goodRsa: Issued;
  trusted: readonly string[];
}

export function makeWorld(): World {
  const root = makeRoot('Matrix Root');
  const rsaRoot = makeRoot('Matrix RSA Root', { key: 'rsa-2048' });
  return {
    root,
    rsaRoot,
    good: issue(root, { altNames: [mxHost] }),
    goodRsa: issue(rsaRoot, { altNames: [mxHost], key: 'rsa-2048' }),
    trusted: [root.pem, rsaRoot.pem],
  };
}
