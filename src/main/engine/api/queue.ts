import { ContractError } from '../../../shared/contract/errors.ts';
import type { QueueSelection } from '../../../shared/contract/queue.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { HistoryOutcome } from '../../../shared/domain/historyWords.ts';
import { normalizeDomain } from '../policy/domainName.ts';
import { aboutRecipient } from '../queue/attemptResult.ts';
import { readHeaders } from '../queue/headers.ts';
import { type MessageRow, type RecipientRow, toQueuedMessage } from '../queue/rows.ts';
import type { ApiContext } from './context.ts';

type QueueHandlers = Pick<
  CommandHandlers,
  'queue.list' | 'queue.get' | 'queue.retry' | 'queue.hold' | 'queue.release' | 'queue.bounce' | 'queue.remove'
>;

const defaultLimit = 100;

export function createQueueHandlers(context: ApiContext): QueueHandlers {
  const { store, admin, spool } = context.queue;

  /** Runs `change` for each selected message in one transaction; the count is of messages. */
  const change = async (
    selection: QueueSelection,
    outcome: HistoryOutcome,
    apply: (message: MessageRow, recipients: readonly RecipientRow[], now: number) => void,
    which?: 'all',
  ) => {
    const now = context.clock.now();
    const wanted = normalizeSelection(selection);
    const count = await context.writer.write(() => {
      const byMessage = Map.groupBy(admin.select(wanted, which), ({ message_rowid }) => message_rowid);
      for (const [rowid, recipients] of byMessage) {
        const message = store.getMessage(rowid);
        if (!message) throw new Error('A recipient without its message breaks a foreign key.');
        for (const recipient of recipients) {
          const { code, attempts, next_attempt_at: nextAttemptAt, expires_at: expiresAt } = recipient;
          context.history.log.append({
            ...aboutRecipient(message, recipient, now),
            stage: 'Processing: Queue',
            outcome,
            code,
            attempt: attempts,
            nextAttemptAt: outcome === 'retried' ? now : nextAttemptAt,
            expiresAt,
          });
        }
        apply(message, recipients, now);
      }
      return byMessage.size;
    });
    context.queueChanged();
    context.wakeScheduler();
    return { count };
  };

  const dropRecipients = (message: MessageRow, recipients: readonly RecipientRow[]) => {
    for (const { id } of recipients) store.removeRecipient(id);
    const { bodyFile } = store.removeIfDone(message.id);
    if (bodyFile !== null) context.forgetBody(bodyFile);
  };

  const setHeld = (message: MessageRow, held: boolean) => admin.setHeld({ queueIds: [message.queue_id] }, held);

  return {
    'queue.list': ({ filter, after, limit }) => {
      const { messages, total } = admin.list(filter ?? {}, after ?? null, limit ?? defaultLimit);
      const recipients = admin.recipientsOf(messages);
      return { messages: messages.map((message) => toQueuedMessage(message, recipients.get(message.id) ?? [])), total };
    },
    'queue.get': ({ queueId }) => {
      const message = store.getMessageById(queueId);
      if (!message)
        throw new ContractError({
          code: 'not-found',
          field: 'queueId',
          message: 'That message is no longer in the queue.',
        });
      return {
        message: toQueuedMessage(message, store.getRecipients(message.id)),
        headers: readHeaders(store, spool, message),
      };
    },
    'queue.retry': (selection) =>
      change(selection, 'retried', (_, recipients, now) => {
        admin.makeDue(recipients, now);
      }),
    // What a delivery has in hand is held too: it is not tried again, should this try fail.
    'queue.hold': (selection) => change(selection, 'held', (message) => void setHeld(message, true), 'all'),
    'queue.release': (selection) => change(selection, 'released', (message) => void setHeld(message, false), 'all'),
    'queue.bounce': (selection) =>
      change(selection, 'bounced', (message, recipients, now) => {
        const ended = recipients.map((recipient) => ({
          recipient,
          status: 'failed' as const,
          code: recipient.code ?? 'temporary-failure',
          reply: recipient.reply,
          host: recipient.host,
          deletedForTlsPolicy: false,
        }));
        context.notifier.sendFailure(message, ended, now);
        dropRecipients(message, recipients);
      }),
    'queue.remove': (selection) => change(selection, 'removed', dropRecipients),
  };
}

function normalizeSelection(selection: QueueSelection): QueueSelection {
  if (!('domain' in selection)) return selection;
  const domain = normalizeDomain(selection.domain);
  if (domain === null)
    throw new ContractError({
      code: 'invalid-input',
      field: 'domain',
      message: `"${selection.domain}" is not a domain.`,
    });
  return { domain };
}
