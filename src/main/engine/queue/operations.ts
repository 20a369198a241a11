import type { QueueAction, QueueChanged, QueueOperation, QueueSelection } from '../../../shared/contract/queue.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { HistoryOutcome } from '../../../shared/domain/historyWords.ts';
import type { HistoryLog } from '../history/log.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Clock } from '../runtime.ts';
import type { Writer } from '../storage/writer.ts';
import type { PlannedTry, QueueAdmin } from './admin.ts';
import { aboutRecipient } from './attemptResult.ts';
import type { MessageRow, RecipientRow } from './rows.ts';
import type { QueueStore } from './store.ts';
import { createUndoMemory, type Undo } from './undoMemory.ts';

/** Changes that an admin asks for, of any number of messages, a few at a time. */
export interface QueueOperations {
  /** Each message is changed wholly or not at all; up to `stepSizes` of them all together. */
  run(action: QueueAction, selection: QueueSelection): Promise<QueueChanged>;
  /** Stops one between two steps. False where none of that name is under way. */
  cancel(operationId: string): boolean;
  /** Null where nothing is remembered under that name. */
  undo(undoId: string, operationId?: string): Promise<QueueChanged | null>;
  running(): QueueOperation[];
  /** Cancels what is under way and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface QueueOperationsDeps {
  store: QueueStore;
  admin: QueueAdmin;
  history: HistoryLog;
  notifier: Notifier;
  writer: Writer;
  clock: Clock;
  newId(): string;
  /** Deletes a spool file after the commit. */
  forgetBody(file: string): void;
  /** After each step. */
  onStep(): void;
}

/**
 * Messages that share one commit. A step holds up all else that the engine does, for some 15 ms on a busy machine; a bounce
 * reads the headers and queues a notice for each message.
 */
const stepSizes: Record<QueueOperation['action'], number> = {
  retry: 60,
  hold: 60,
  release: 60,
  remove: 40,
  undo: 60,
  bounce: 6,
};

interface Running {
  operation: QueueOperation;
  cancelled: boolean;
  ended: Promise<unknown>;
}

export function createQueueOperations(deps: QueueOperationsDeps): QueueOperations {
  const { store, admin, history, writer, clock } = deps;
  const running = new Map<string, Running>();
  const memory = createUndoMemory(deps.newId);

  /** Calls `change` for each message in steps of one transaction. It says whether it changed something. */
  const inSteps = (
    action: QueueOperation['action'],
    operationId: string | undefined,
    rowids: readonly number[],
    change: (message: MessageRow, now: number) => boolean,
  ): Promise<{ count: number; cancelled: boolean }> => {
    const operation: QueueOperation = {
      operationId: operationId ?? deps.newId(),
      action,
      done: 0,
      total: rowids.length,
    };
    const mine: Running = { operation, cancelled: false, ended: Promise.resolve() };
    const go = async () => {
      let count = 0;
      for (let at = 0; at < rowids.length && !mine.cancelled; at += stepSizes[action]) {
        const step = rowids.slice(at, at + stepSizes[action]);
        const now = clock.now();
        count += await writer.write(() => {
          let changed = 0;
          for (const rowid of step) {
            // It may have left the queue since the selection was made.
            const message = store.getMessage(rowid);
            if (message && change(message, now)) changed += 1;
          }
          return changed;
        });
        operation.done = Math.min(at + stepSizes[action], rowids.length);
        deps.onStep();
      }
      return { count, cancelled: mine.cancelled && operation.done < operation.total };
    };
    running.set(operation.operationId, mine);
    const result = go().finally(() => {
      if (running.get(operation.operationId) === mine) running.delete(operation.operationId);
      deps.onStep();
    });
    mine.ended = result.catch(() => {});
    return result;
  };

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
    inSteps('undo', operationId, undo.rowids, (message, now) =>
      setHeld(message, store.getRecipients(message.id), !undo.held, now),
    );

  const undoRetry = (undo: Extract<Undo, { kind: 'retried' }>, operationId?: string) =>
    inSteps('undo', operationId, [...undo.planned.keys()], (message, now) => {
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
      const { count, cancelled } = await inSteps(
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
    cancel(operationId) {
      const found = running.get(operationId);
      if (!found) return false;
      found.cancelled = true;
      return true;
    },
    async undo(undoId, operationId) {
      const undo = memory.take(undoId);
      if (!undo) return null;
      const done = undo.kind === 'held' ? await undoHeld(undo, operationId) : await undoRetry(undo, operationId);
      return { ...done, undoId: null };
    },
    running: () => [...running.values()].map(({ operation }) => ({ ...operation })),
    async stop() {
      for (const one of running.values()) one.cancelled = true;
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
