import type { Emit } from '../../../shared/contract/server.ts';
import type { QueueOperations } from '../queue/operations.ts';
import type { ChangeSignal } from './changeSignal.ts';

/** Tells what is under way, from the beginning of the following on, and once more when nothing is any longer. */
export function followProgress(
  operations: QueueOperations,
  changes: ChangeSignal,
  emit: Emit<'queue.progress'>,
): () => void {
  let toldOfSome = false;
  const tell = async () => {
    const running = operations.running();
    if (running.length === 0 && !toldOfSome) return;
    toldOfSome = running.length > 0;
    await emit({ operations: running });
  };
  // A subscriber that is gone is told by `follow`, too.
  tell().catch(() => {});
  return changes.follow(tell);
}
