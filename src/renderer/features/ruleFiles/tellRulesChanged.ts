import type { EngineConnection } from '../../client/engineConnection.ts';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { tellUndoable } from '../../ui/tellUndoable.tsx';

interface RulesChange {
  /** What was done: "12 domains are added." */
  message: string;
  undoId: string;
  /** What is said once it is undone. */
  undone: string;
}

/** Says what was done to rules, and offers to undo it. */
export function tellRulesChanged(engine: EngineConnection, { message, undoId, undone }: RulesChange): void {
  tellUndoable(message, () => {
    engine.call('rules.undo', { undoId }).then(
      () => tellDone(undone),
      (error: unknown) => tellFailed('That was not undone', error),
    );
  });
}
