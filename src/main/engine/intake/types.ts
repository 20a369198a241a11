import type { ListenerStatus } from '../../../shared/contract/status.ts';
import type { MessageDirection } from '../../../shared/domain/direction.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { TlsPolicy } from '../delivery/types.ts';
import type { Clock, Logger } from '../runtime.ts';
import type { Authenticate } from './auth/authenticate.ts';

/** A message's octets once they are safe from a crash of this process, though not yet committed. */
export type StoredBody =
  | { kind: 'inline'; data: Buffer }
  | { kind: 'spool'; file: string; size: number; sha256: Buffer };

/** Takes a message as it arrives: small ones stay in memory, large ones go to a temporary spool file. */
export interface BodySink {
  /** Void where it is done at once. The chunk is kept: its octets do not change any more. */
  write(chunk: Uint8Array): Promise<void> | void;
  /** For a large body: fsync, rename, fsync of the folder. */
  finish(): Promise<StoredBody>;
  discard(): Promise<void>;
}

export interface EnvelopeRecipient {
  /** As the client wrote it, without angle brackets. */
  address: string;
  /** A-label, lower case. */
  domain: string;
  direction: MessageDirection;
}

/** How a session spoke to us, for the history. */
export interface SessionFacts {
  clientAddress: string;
  clientName: string | null;
  protocol: string | null;
  cipher: string | null;
  /** Who logged in; null where nobody did. */
  username: string | null;
}

export interface AcceptedMessage {
  queueId: string;
  /** Empty for the null sender. */
  sender: string;
  recipients: readonly EnvelopeRecipient[];
  eightBitMime: boolean;
  smtpUtf8: boolean;
  messageId: string | null;
  subject: string | null;
  body: StoredBody;
  session: SessionFacts;
}

export interface RefusedEnvelope {
  sender: string | null;
  recipient: string | null;
  /** Null where it is neither: nobody is responsible for it. */
  direction: MessageDirection | null;
  code: FailureCode;
  /** The reply that the client got. */
  reply: string;
  /** True for a refusal because of TLS: it is shown in the stage "Processing: Check TLS". */
  policy: TlsPolicy | null;
  session: SessionFacts;
}

export interface IntakeSettings {
  hostname: string;
  listeners: readonly { host: string; port: number }[];
  /** CIDR or single addresses. */
  allowedNetworks: readonly string[];
  /** A-labels, lower case. */
  acceptedDomains: readonly string[];
  maxMessageBytes: number;
}

/** Key and certificate chain, both PEM. */
export interface TlsIdentity {
  key: string;
  cert: string;
}

export interface IntakeDeps {
  settings(): IntakeSettings;
  identity(): TlsIdentity;
  /** The policy of the inbound rule for a sender's domain (A-label); null where none matches. */
  inboundPolicy(senderDomain: string): TlsPolicy | null;
  /** Whether AUTH is offered: there is somebody who could log in. */
  offersAuth(): boolean;
  /** Takes its time after failures: the session waits for it. */
  authenticate: Authenticate;
  newQueueId(): string;
  openBodySink(): BodySink;
  /** Resolves after the commit: only then is 250 said. Rejects when it cannot be kept: 451, and nothing was kept. */
  accept(message: AcceptedMessage): Promise<void>;
  recordRefusal(refused: RefusedEnvelope): void;
  clock: Clock;
  logger: Logger;
}

export interface Intake {
  /** Binds every listener; one that fails is in `status()` with its reason and stops no other. */
  start(): Promise<void>;
  /** After a change of settings or identity: opens new listeners, closes removed ones, keeps sessions. */
  reload(): Promise<void>;
  status(): ListenerStatus[];
  /** True while a client is on its way to the end of a message and does not linger: it will be there in milliseconds. */
  isHandingOver(): boolean;
  /** Stops listening; idle sessions get 421 at once, those in DATA may finish within `graceMs` and get it then. */
  stop(graceMs: number): Promise<void>;
}
