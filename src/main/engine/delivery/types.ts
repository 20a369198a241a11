import type { Socket } from 'node:net';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import type { CipherProfile } from '../../../shared/domain/cipherProfile.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { TlsMode } from '../../../shared/domain/tlsMode.ts';
import type { TlsVersion } from '../../../shared/domain/tlsVersion.ts';
import type { Clock, Logger, Random } from '../runtime.ts';

/** What one connection is held to: made from a rule, a route, the smart host, or the default. */
export interface TlsPolicy {
  mode: TlsMode;
  minVersion: TlsVersion;
  cipherProfile: CipherProfile;
  cipherList: string | null;
  /** Reference names instead of the MX host that was looked up; empty means that host. */
  mxNames: readonly string[];
  /** Base64 SHA-256 of the SubjectPublicKeyInfo, for `pinned`. */
  pins: readonly string[];
  ruleId: string | null;
}

export interface Credentials {
  username: string;
  password: string;
}

/** A server named by the admin: a smart host or an internal route. */
export interface RelayHost {
  host: string;
  port: number;
  policy: TlsPolicy;
  credentials: Credentials | null;
}

/** Where a task's mail goes: to the domain's MX, or to named hosts in the order given. */
export type DeliveryPath = { kind: 'mx'; policy: TlsPolicy } | { kind: 'hosts'; hosts: readonly RelayHost[] };

/** One message for the recipients of one domain: the unit of delivery. */
export interface DeliveryTask {
  queueId: string;
  /** A-label, lower case. */
  domain: string;
  path: DeliveryPath;
  /** Empty for the null sender. */
  sender: string;
  recipients: readonly string[];
  /** Octets of the body as stored. */
  size: number;
  /** The client declared BODY=8BITMIME. */
  eightBitMime: boolean;
  smtpUtf8: boolean;
  /** The message without dot-stuffing, anew at every call. Throws `SpoolError` when it cannot be read. */
  openBody(): AsyncIterable<Uint8Array>;
  /**
   * Asked before each envelope and before the message itself: false once `path` is not what it would be today, because a
   * rule was saved meanwhile. Nothing more is written then. Without it the path holds to the end.
   */
  stillHolds?(): boolean;
}

/** What is known of the peer that a step spoke to. */
export interface PeerFacts {
  host: string;
  address: string | null;
  protocol: string | null;
  cipher: string | null;
  certificate: Certificate | null;
  /** The mode that this peer was held to. */
  mode: TlsMode;
}

export interface DeliveryFailure {
  kind: 'temporary' | 'permanent';
  code: FailureCode;
  /** The peer's whole reply, lines joined by a space; null where it gave none. */
  reply: string | null;
  detail: string | null;
}

/** A host that failed while another one was still to be tried. */
export interface FailedHost {
  peer: PeerFacts;
  failure: DeliveryFailure;
}

export type RecipientResult =
  | { kind: 'delivered'; recipient: string; reply: string; peer: PeerFacts }
  | { kind: 'failed'; recipient: string; failure: DeliveryFailure; peer: PeerFacts | null };

export interface DeliveryReport {
  /** One for each of the task's recipients, in their order. */
  results: RecipientResult[];
  /** In the order tried. The last host's failure is not here: it is the recipients' result. */
  failedHosts: FailedHost[];
  /** For `watch`: what strict would have said of the host that took the mail. Null for other modes. */
  observed: { peer: PeerFacts; code: FailureCode | null } | null;
}

/** Opens a TCP connection; rejects with Node's system errors. Injected: the demo's lab has no real addresses. */
export type Connect = (target: { address: string; port: number; timeoutMs: number }) => Promise<Socket>;

/** Settings that can change while the engine runs: read anew for each task. */
export interface DeliverySettings {
  hostname: string;
  dnsServers: readonly string[];
  /** The remote port for MX delivery. */
  port: number;
  maxConnectionsPerDomain: number;
  connectTimeoutMs: number;
  commandTimeoutMs: number;
  /** PEM bundles that the admin trusts besides the built-in roots. */
  extraCaPems: readonly string[];
}

export interface DeliveryDeps {
  settings(): DeliverySettings;
  connect: Connect;
  clock: Clock;
  random: Random;
  logger: Logger;
}

export interface Delivery {
  /** Never rejects for anything a peer, the DNS or the network can do. */
  deliver(task: DeliveryTask): Promise<DeliveryReport>;
  /** Says QUIT on idle connections and cuts the rest; deliveries under way end with `connection-lost`. */
  close(): Promise<void>;
}

/** With what the admin's own acts need. */
export interface SteeredDelivery extends Delivery {
  /** What the DNS has said so far is used no more: somebody who has just put it right asks for a try. */
  askDnsAnew(): void;
}
