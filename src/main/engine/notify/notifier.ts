import type { Settings } from '../../../shared/contract/settings.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { HistoryLog } from '../history/log.ts';
import { lookupKey } from '../policy/domainName.ts';
import { readHeaders } from '../queue/headers.ts';
import type { MessageRow, RecipientRow } from '../queue/rows.ts';
import type { Spool } from '../queue/spool.ts';
import type { QueueStore } from '../queue/store.ts';
import { composeDsn, type DsnInput } from './dsn.ts';

export interface EndedRecipient {
  recipient: RecipientRow;
  status: 'failed' | 'expired';
  code: FailureCode;
  reply: string | null;
  host: string | null;
  deletedForTlsPolicy: boolean;
}

export interface DelayedRecipient {
  recipient: RecipientRow;
  code: FailureCode;
  reply: string | null;
  host: string | null;
}

/** Tells senders, inside the transaction that ends or delays their mail. The null sender is never told (RFC 5321 §4.5.5). */
export interface Notifier {
  sendFailure(message: MessageRow, ended: readonly EndedRecipient[], now: number): void;
  sendDelayWarning(message: MessageRow, delayed: readonly DelayedRecipient[], now: number): void;
}

export interface NotifierDeps {
  store: QueueStore;
  spool: Spool;
  history: HistoryLog;
  settings(): Settings;
  newQueueId(): string;
  /** After the commit: the DSN is due. */
  wakeScheduler(): void;
}

export function createNotifier(deps: NotifierDeps): Notifier {
  const send = (message: MessageRow, kind: DsnInput['kind'], recipients: DsnInput['recipients'], now: number) => {
    if (message.sender === '') return;
    // As the intake reads it: a sender's domain may have underscores.
    const domain = lookupKey(message.sender.slice(message.sender.lastIndexOf('@') + 1));
    const settings = deps.settings();
    const queueId = deps.newQueueId();
    const data = composeDsn({
      kind,
      hostname: settings.hostname,
      now,
      queueId: message.queue_id,
      sender: message.sender,
      arrivedAt: message.received_at,
      recipients,
      originalHeaders: readHeaders(deps.store, deps.spool, message),
      messageId: `<${queueId.toLowerCase()}@${settings.hostname}>`,
    });
    const direction = settings.acceptedDomains.includes(domain) ? 'inbound' : 'outbound';
    const expiresAt = now + settings.queue.lifeHours * 3_600_000;
    deps.store.insert({
      queueId,
      direction,
      sender: '',
      messageId: `<${queueId.toLowerCase()}@${settings.hostname}>`,
      subject: kind === 'failed' ? 'Undelivered mail' : 'Delayed mail',
      size: data.length,
      receivedAt: now,
      eightBitMime: data.some((octet) => octet > 127),
      smtpUtf8: /[^\x20-\x7e]/.test(message.sender),
      body: { kind: 'inline', data },
      recipients: [{ address: message.sender, domain, direction, expiresAt }],
    });
    deps.history.append({
      at: now,
      stage: 'Processing: Notify',
      outcome: 'notified',
      direction,
      queueId: message.queue_id,
      messageId: message.message_id,
      sender: '',
      recipient: message.sender,
      domain,
      code: recipients[0]?.code ?? null,
      detail: `${kind === 'failed' ? 'Delivery status notification' : 'Delay warning'} queued as ${queueId}.`,
    });
    deps.wakeScheduler();
  };

  return {
    sendFailure(message, ended, now) {
      if (!deps.settings().notices.sendDsn) return;
      const recipients = ended.map((one) => ({
        address: one.recipient.address,
        status: one.status,
        code: one.code,
        reply: one.reply,
        host: one.host,
        lastAttemptAt: one.recipient.last_attempt_at,
        retryUntil: null,
        deletedForTlsPolicy: one.deletedForTlsPolicy,
      }));
      send(message, 'failed', recipients, now);
    },
    sendDelayWarning(message, delayed, now) {
      const recipients = delayed.map((one) => ({
        address: one.recipient.address,
        status: 'delayed' as const,
        code: one.code,
        reply: one.reply,
        host: one.host,
        lastAttemptAt: one.recipient.last_attempt_at,
        retryUntil: one.recipient.expires_at,
        deletedForTlsPolicy: false,
      }));
      send(message, 'delayed', recipients, now);
    },
  };
}
