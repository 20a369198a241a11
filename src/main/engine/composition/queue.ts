import { randomUUID } from 'node:crypto';
import type { HistoryLog } from '../history/log.ts';
import { createNotifier, type Notifier } from '../notify/notifier.ts';
import { createQueueAdmin, type QueueAdmin } from '../queue/admin.ts';
import { createQueueDepth, type QueueDepth } from '../queue/depth.ts';
import { createQueueOperations, type QueueOperations } from '../queue/operations.ts';
import { newQueueId } from '../queue/queueId.ts';
import { createSpool, type Spool } from '../queue/spool.ts';
import { createQueueStore, type QueueStore } from '../queue/store.ts';
import type { Core } from './core.ts';

export interface QueueParts {
  store: QueueStore;
  admin: QueueAdmin;
  spool: Spool;
  notifier: Notifier;
  operations: QueueOperations;
  depth: QueueDepth;
  newQueueId(): string;
  /** Deletes a spool file after the commit. */
  forgetBody(file: string): void;
  /** Mail that waited for the smart host's password is due now. */
  retryWithPassword(): void;
  /** Cancels what the admin asked for, and resolves when it has ended. */
  stop(): Promise<void>;
}

export function composeQueue(core: Core, history: HistoryLog, wakeScheduler: () => void): QueueParts {
  const { folder, db, writer, settings, changes, clock, logger } = core;
  const store = createQueueStore(db);
  const admin = createQueueAdmin(db);
  const spool = createSpool(folder.spoolDir);
  const nextQueueId = () => newQueueId(clock.now(), core.random);
  const forgetBody = (file: string) =>
    writer.afterCommit(() => {
      spool.remove(file).catch((error: unknown) => logger.warn({ error, file }, 'A body could not be deleted.'));
    });

  const notifier = createNotifier({
    store,
    spool,
    history,
    settings: settings.inForce,
    newQueueId: nextQueueId,
    wakeScheduler: () => writer.afterCommit(wakeScheduler),
  });

  const operations = createQueueOperations({
    store,
    admin,
    history,
    notifier,
    writer,
    clock,
    newId: randomUUID,
    forgetBody,
    onStep() {
      changes.raise();
      wakeScheduler();
    },
  });

  const depth = createQueueDepth({
    db,
    writer,
    clock,
    logger,
    measure() {
      const { messages, oldestReceivedAt } = admin.summary();
      return { messages, oldestReceivedAt: oldestReceivedAt === null ? null : Date.parse(oldestReceivedAt) };
    },
  });
  const stopNoting = changes.follow(async () => depth.note());

  return {
    store,
    admin,
    spool,
    notifier,
    operations,
    depth,
    newQueueId: nextQueueId,
    forgetBody,
    retryWithPassword() {
      for (const code of ['smart-host-password-locked', 'smart-host-password-missing'] as const) {
        operations
          .run('retry', { filter: { code } })
          .catch((error: unknown) => logger.error({ error }, 'Mail that waited for a password could not be made due.'));
      }
    },
    async stop() {
      await operations.stop();
      stopNoting();
      depth.stop();
    },
  };
}
