import type { PlannedTry } from './admin.ts';

/** What takes a change back. `planned` is by message rowid. */
export type Undo =
  | { kind: 'held'; held: boolean; rowids: readonly number[] }
  | { kind: 'retried'; planned: ReadonlyMap<number, readonly PlannedTry[]> };

export interface UndoMemory {
  remember(undo: Undo): string;
  /** Forgets it, too: what was undone once is not undone again. */
  take(undoId: string): Undo | null;
}

/** In memory: an undo is for the minutes after a slip, not for a restart. The oldest is forgotten first. */
export function createUndoMemory(newId: () => string, maxMessages = 200_000): UndoMemory {
  const known = new Map<string, Undo>();
  let held = 0;

  const take = (undoId: string): Undo | null => {
    const undo = known.get(undoId);
    if (!undo) return null;
    known.delete(undoId);
    held -= sizeOf(undo);
    return undo;
  };

  return {
    remember(undo) {
      const undoId = newId();
      known.set(undoId, undo);
      held += sizeOf(undo);
      for (const oldest of [...known.keys()]) {
        if (held <= maxMessages || oldest === undoId) break;
        take(oldest);
      }
      return undoId;
    },
    take,
  };
}

function sizeOf(undo: Undo): number {
  return undo.kind === 'held' ? undo.rowids.length : undo.planned.size;
}
