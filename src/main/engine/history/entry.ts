import type { Certificate } from '../../../shared/contract/certificate.ts';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { MessageDirection } from '../../../shared/domain/direction.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { HistoryOutcome, Stage } from '../../../shared/domain/historyWords.ts';
import type { TlsMode } from '../../../shared/domain/tlsMode.ts';
import { toTime, toTimeOrNull } from '../storage/times.ts';

/** An entry before it has its `seq`. Times are epoch ms; what is left out is null. */
export interface NewHistoryEntry {
  at: number;
  stage: Stage;
  outcome: HistoryOutcome;
  direction?: MessageDirection | null;
  queueId?: string | null;
  messageId?: string | null;
  sender?: string | null;
  recipient?: string | null;
  domain?: string | null;
  host?: string | null;
  address?: string | null;
  code?: FailureCode | null;
  reply?: string | null;
  protocol?: string | null;
  cipher?: string | null;
  certificate?: Certificate | null;
  mode?: TlsMode | null;
  ruleId?: string | null;
  attempt?: number | null;
  nextAttemptAt?: number | null;
  expiresAt?: number | null;
  detail?: string | null;
}

/** What a peer wrote is kept for the admin, but a hostile peer does not get to fill the log. */
const maxTextLength = 1000;

function cutText(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}

/** An entry with nothing left out. */
export type CompleteEntry = { [Field in keyof Required<NewHistoryEntry>]: Exclude<NewHistoryEntry[Field], undefined> };

export function completeEntry(entry: NewHistoryEntry): CompleteEntry {
  return {
    at: entry.at,
    stage: entry.stage,
    outcome: entry.outcome,
    direction: entry.direction ?? null,
    queueId: entry.queueId ?? null,
    messageId: entry.messageId ?? null,
    sender: entry.sender ?? null,
    recipient: entry.recipient ?? null,
    domain: entry.domain ?? null,
    host: entry.host ?? null,
    address: entry.address ?? null,
    code: entry.code ?? null,
    reply: cutText(entry.reply),
    protocol: entry.protocol ?? null,
    cipher: entry.cipher ?? null,
    certificate: entry.certificate ?? null,
    mode: entry.mode ?? null,
    ruleId: entry.ruleId ?? null,
    attempt: entry.attempt ?? null,
    nextAttemptAt: entry.nextAttemptAt ?? null,
    expiresAt: entry.expiresAt ?? null,
    detail: cutText(entry.detail),
  };
}

/** As the contract shows it. */
export function toHistoryEntry(seq: number, entry: CompleteEntry): HistoryEntry {
  return {
    ...entry,
    seq,
    at: toTime(entry.at),
    nextAttemptAt: toTimeOrNull(entry.nextAttemptAt),
    expiresAt: toTimeOrNull(entry.expiresAt),
  };
}
