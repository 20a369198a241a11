import type { QueueAction, QueueChanged, QueueSelection } from '../../../shared/contract/queue.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { HistoryOutcome } from '../../../shared/domain/historyWords.ts';
import type { HistoryLog } from '../history/log.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { PlannedTry, QueueAdmin } from './admin.ts';
import { aboutRecipient } from './attemptResult.ts';
import { createOperationSteps, type OperationSteps, type OperationStepsDeps } from './operationSteps.ts';
import type { MessageRow, RecipientRow } from './rows.ts';
import { createUndoMemory, type Undo } from './undoMemory.ts';

/** Changes that an admin asks for, of any number of messages, a few at a time. */
export interface QueueOperations extends Pick<OperationSteps, 'cancel' | 'running' | 'stop'> {
  /** Each message is changed wholly or not at all. */
  run(action: QueueAction, selection: QueueSelection): Promise<QueueChanged>;
  /** Null where nothing is remembered under that name. */
  undo(undoId: string, operationId?: string): Promise<QueueChanged | null>;
}

export interface QueueOperationsDeps extends OperationStepsDeps {
  admin: QueueAdmin;
  history: HistoryLog;
  notifier: Notifier;
  /** Deletes a spool file after the commit. */
  forgetBody(file: string): void;
}

export function createQueueOperations(deps: QueueOperationsDeps): QueueOperations {
  const { store, admin, history } = deps;
  const steps = createOperationSteps(deps);
  const memory = createUndoMemory(deps.newId);

  const record = (
    message: MessageRow,
    recipients: readonly RecipientRow[],
    outcome: HistoryOutcome,
    now: number,
    nextAttemptAt?: (recipient: RecipientRow) => number | null,
  ) => {
    for (const recipient of recipients) {
      history.append({
        ...aboutRecipient(message, recipient, now),
        stage: 'Processing: Queue',
        outcome,
        code: recipient.code,
        attempt: recipient.attempts,
        nextAttemptAt: nextAttemptAt ? nextAttemptAt(recipient) : recipient.next_attempt_at,
        expiresAt: recipient.expires_at,
      });
    }
  };

  const drop = (message: MessageRow, recipients: readonly RecipientRow[]) => {
    for (const { id } of recipients) store.removeRecipient(id);
    const { bodyFile } = store.removeIfDone(message.id);
    if (bodyFile !== null) deps.forgetBody(bodyFile);
  };

  /** What a delivery has in hand is held too: it is not tried again, should this try fail. */
  const setHeld = (message: MessageRow, recipients: readonly RecipientRow[], held: boolean, now: number): boolean => {
    if ((message.held === 1) === held) return false;
    record(message, recipients, held ? 'held' : 'released', now);
    admin.setMessageHeld(message.id, held);
    return true;
  };

  const retry = (message: MessageRow, recipients: readonly RecipientRow[], now: number, planned: PlannedTry[]) => {
    record(message, recipients, 'retried', now, () => now);
    for (const { id, status, attempts, next_attempt_at: nextAttemptAt } of recipients) {
      if (nextAttemptAt === null || status === 'unreadable') continue;
      planned.push({ recipientId: id, attempts, nextAttemptAt, dueAt: now });
    }
    admin.makeDue(recipients, now);
    return true;
  };

  const bounce = (message: MessageRow, recipients: readonly RecipientRow[], now: number): boolean => {
    record(message, recipients, 'bounced', now);
    const ended = recipients.map((recipient) => ({
      recipient,
      status: 'failed' as const,
      code: recipient.code ?? 'temporary-failure',
      reply: recipient.reply,
      host: recipient.host,
      deletedForTlsPolicy: false,
    }));
    deps.notifier.sendFailure(message, ended, now);
    drop(message, recipients);
    return true;
  };

  const undoHeld = (undo: Extract<Undo, { kind: 'held' }>, operationId?: string) =>
    steps.run('undo', operationId, undo.rowids, (message, now) =>
      setHeld(message, store.getRecipients(message.id), !undo.held, now),
    );

  const undoRetry = (undo: Extract<Undo, { kind: 'retried' }>, operationId?: string) =>
    steps.run('undo', operationId, [...undo.planned.keys()], (message, now) => {
      const planned = new Map((undo.planned.get(message.id) ?? []).map((one) => [one.recipientId, one]));
      const put = store.getRecipients(message.id).filter(({ id }) => {
        const one = planned.get(id);
        return one !== undefined && admin.planAgain(one);
      });
      record(message, put, 'rescheduled', now, ({ id }) => planned.get(id)?.nextAttemptAt ?? null);
      return put.length > 0;
    });

  return {
    async run(action, selection) {
      const ofDomain = 'domain' in selection ? selection.domain : null;
      const heldRowids: number[] = [];
      const planned = new Map<number, PlannedTry[]>();
      const { count, cancelled } = await steps.run(
        action,
        selection.operationId,
        admin.rowidsOf(selection),
        (message, now) => {
          const all = store.getRecipients(message.id).filter(({ domain }) => ofDomain === null || domain === ofDomain);
          const idle = all.filter(({ status }) => status !== 'delivering');
          switch (action) {
            case 'hold':
            case 'release': {
              const changed = all.length > 0 && setHeld(message, all, action === 'hold', now);
              if (changed) heldRowids.push(message.id);
              return changed;
            }
            case 'retry': {
              if (idle.length === 0) return false;
              const tries: PlannedTry[] = [];
              planned.set(message.id, tries);
              return retry(message, idle, now, tries);
            }
            case 'bounce':
              return idle.length > 0 && bounce(message, idle, now);
            case 'remove':
              if (idle.length === 0) return false;
              record(message, idle, 'removed', now);
              drop(message, idle);
              return true;
            default:
              return assertNever(action);
          }
        },
      );
      const undo: Undo | null =
        heldRowids.length > 0
          ? { kind: 'held', held: action === 'hold', rowids: heldRowids }
          : planned.size > 0
            ? { kind: 'retried', planned }
            : null;
      return { count, cancelled, undoId: undo && memory.remember(undo) };
    },
    cancel: steps.cancel,
    async undo(undoId, operationId) {
      const undo = memory.take(undoId);
      if (!undo) return null;
      const done = undo.kind === 'held' ? await undoHeld(undo, operationId) : await undoRetry(undo, operationId);
      return { ...done, undoId: null };
    },
    running: steps.running,
    stop: steps.stop,
  };
}
