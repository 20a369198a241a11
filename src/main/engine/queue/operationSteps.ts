import type { QueueOperation } from '../../../shared/contract/queue.ts';
import type { Clock } from '../runtime.ts';
import type { Writer } from '../storage/writer.ts';
import type { MessageRow } from './rows.ts';
import type { QueueStore } from './store.ts';

/** Long changes of the queue, a few messages in a transaction, that can be followed and stopped. */
export interface OperationSteps {
  /**
   * Calls `change` for each message that is still there. It says whether it changed something; `count` is how many it
   * did. `cancelled`: some were not come to.
   */
  run(
    action: QueueOperation['action'],
    operationId: string | undefined,
    rowids: readonly number[],
    change: (message: MessageRow, now: number) => boolean,
  ): Promise<{ count: number; cancelled: boolean }>;
  /** Stops one between two steps. False where none of that ID is under way. */
  cancel(operationId: string): boolean;
  running(): QueueOperation[];
  /** Cancels what is under way and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface OperationStepsDeps {
  store: QueueStore;
  writer: Writer;
  clock: Clock;
  newId(): string;
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

export function createOperationSteps({ store, writer, clock, newId, onStep }: OperationStepsDeps): OperationSteps {
  const running = new Map<string, Running>();

  return {
    run(action, operationId = newId(), rowids, change) {
      const operation: QueueOperation = { operationId, action, done: 0, total: rowids.length };
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
          onStep();
        }
        return { count, cancelled: mine.cancelled && operation.done < operation.total };
      };
      running.set(operationId, mine);
      const result = go().finally(() => {
        if (running.get(operationId) === mine) running.delete(operationId);
        onStep();
      });
      mine.ended = result.catch(() => {});
      return result;
    },
    cancel(operationId) {
      const found = running.get(operationId);
      if (!found) return false;
      found.cancelled = true;
      return true;
    },
    running: () => [...running.values()].map(({ operation }) => ({ ...operation })),
    async stop() {
      for (const one of running.values()) one.cancelled = true;
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
