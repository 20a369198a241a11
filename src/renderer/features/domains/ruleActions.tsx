import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleChange, RuleRow } from '../../../shared/contract/ruleList.ts';
import type { EngineConnection } from '../../client/engineConnection.ts';
import type { RulesState } from '../../stores/rulesStore.ts';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { counted } from '../../ui/quantity.ts';
import { tellUndoable } from '../../ui/tellUndoable.tsx';
import { rulesNamed } from './ruleNames.ts';

type Names = readonly Pick<Rule, 'displayPattern'>[];

/** Changes them at once, with a way back. `names` are of those that are known; one is enough to name a single rule. */
export function changeRules(
  { change: save, undo }: Pick<RulesState, 'change' | 'undo'>,
  ids: readonly string[],
  names: Names,
  change: RuleChange,
): void {
  const them = rulesNamed(names, ids.length);
  save(ids, change).then(
    ({ count, undoId }) =>
      tellUndoable(`${them} ${count === 1 ? 'is' : 'are'} changed.`, () =>
        takeBack(undo, undoId, `${them} ${count === 1 ? 'is' : 'are'} as before.`),
      ),
    (error: unknown) => tellFailed(`${them} ${ids.length === 1 ? 'was' : 'were'} not changed`, error),
  );
}

function takeBack(undo: RulesState['undo'], undoId: string, done: string): void {
  undo(undoId).then(
    () => tellDone(done),
    (error: unknown) => tellFailed('That was not undone', error),
  );
}

interface Deletion {
  engine: EngineConnection;
  rules: Pick<RulesState, 'remove' | 'undo'>;
  ids: readonly string[];
  names: Names;
  /** Called once they are gone. */
  onDone?(): void;
}

/**
 * Deletes at once, with a way back; but where mail waits because of a rule, it asks first: that mail leaves as soon as
 * the rule is gone, and no undo brings it back.
 */
export async function deleteRules({ engine, rules, ids, names, onDone }: Deletion): Promise<void> {
  const them = rulesNamed(names, ids.length);
  const run = () => {
    rules.remove(ids).then(
      ({ count, undoId }) => {
        tellUndoable(`${them} ${count === 1 ? 'is' : 'are'} deleted.`, () =>
          takeBack(rules.undo, undoId, `${them} ${count === 1 ? 'is' : 'are'} back.`),
        );
        onDone?.();
      },
      (error: unknown) => tellFailed(`${them} ${ids.length === 1 ? 'was' : 'were'} not deleted`, error),
    );
  };
  try {
    const waiting = await countWaiting(engine, ids);
    if (waiting > 0) askToDelete(them, ids.length === 1, waiting, run);
    else run();
  } catch (error) {
    tellFailed(`${them} ${ids.length === 1 ? 'was' : 'were'} not deleted`, error);
  }
}

function askToDelete(them: string, isOne: boolean, waiting: number, onConfirm: () => void): void {
  modals.openConfirmModal({
    title: `Delete ${them}?`,
    children: (
      <Text size="sm">
        {counted(waiting, 'message waits', 'messages wait')} for {isOne ? 'this domain' : 'these domains'} and{' '}
        {waiting === 1 ? 'is' : 'are'} tried again at once: encrypted where the other side offers it, otherwise in the
        clear. The rule can be brought back afterwards, mail that has left cannot.
      </Text>
    ),
    labels: { confirm: 'Delete', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    closeButtonProps: { 'aria-label': 'Close' },
    onConfirm,
  });
}

const rowsAtOnce = 500;

/** As it is now, not as the list showed it some seconds ago. */
async function countWaiting(engine: EngineConnection, ids: readonly string[]): Promise<number> {
  const rows: RuleRow[] = [];
  for (let from = 0; from < ids.length; from += rowsAtOnce) {
    const page = await engine.call('rules.rows', { ids: ids.slice(from, from + rowsAtOnce) });
    rows.push(...page.rows);
  }
  return rows.reduce((sum, { traffic }) => sum + traffic.waiting, 0);
}
