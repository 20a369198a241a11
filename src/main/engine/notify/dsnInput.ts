import type { FailureCode } from '../../../shared/domain/failureCode.ts';

/** Times are epoch milliseconds. */
export interface DsnRecipient {
  address: string;
  /** `expired`: tried until it was given up. */
  status: 'failed' | 'expired' | 'delayed';
  code: FailureCode;
  /** The peer's last reply. */
  reply: string | null;
  /** The last host that was tried. */
  host: string | null;
  lastAttemptAt: number | null;
  /** For `delayed`: until when we go on. */
  retryUntil: number | null;
  deletedForTlsPolicy: boolean;
}

export interface DsnInput {
  kind: 'failed' | 'delayed';
  hostname: string;
  now: number;
  /** Of the message that it is about. */
  queueId: string;
  /** Who gets it. Never the null sender: that is the caller's business. */
  sender: string;
  arrivedAt: number;
  recipients: readonly DsnRecipient[];
  originalHeaders: string;
  /** Of the notification itself, with angle brackets. */
  messageId: string;
}
