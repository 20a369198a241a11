import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { QueueAction, QueueSelection } from '../../../shared/contract/queue.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { useAppStores, useStatus } from '../../stores/appStores.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { counted } from '../../ui/quantity.ts';
import { tellUndoable } from '../../ui/tellUndoable.tsx';
import { doneText, questionOf } from './queueWords.ts';

/** Does it at once, with a way back; or asks first where there is none. `after` runs before anything is said. */
export function useQueueActions(after?: () => Promise<void>): (action: QueueAction, selection: QueueSelection) => void {
  const { queue } = useAppStores();
  const isPaused = useStatus(({ status }) => (status?.pause ?? null) !== null);
  const { act, undo, preview } = queue.getState();

  const takeBack = async (undoId: string) => {
    try {
      const { count } = await undo(undoId);
      await after?.();
      tellDone(count === 0 ? 'It was too late to undo it.' : `Undone for ${counted(count, 'message')}.`);
    } catch (error) {
      tellFailed('That was not undone', error);
    }
  };

  const run = async (action: QueueAction, selection: QueueSelection) => {
    try {
      const { count, cancelled, undoId } = await act(action, selection);
      await after?.();
      const text = doneText(action, { count, cancelled, isPaused });
      if (undoId === null) tellDone(text);
      else tellUndoable(text, () => void takeBack(undoId));
    } catch (error) {
      tellFailed('That was not done', error);
    }
  };

  const ask = async (action: 'bounce' | 'remove', selection: QueueSelection) => {
    try {
      const ofDomain = 'domain' in selection ? selection.domain : null;
      const { title, sentences, confirm } = questionOf(
        action,
        await preview(selection),
        ofDomain === undefined || ofDomain === null ? null : displayDomain(ofDomain),
      );
      modals.openConfirmModal({
        title,
        children: <Text size="sm">{sentences.join(' ')}</Text>,
        labels: { confirm, cancel: 'Keep in the queue' },
        confirmProps: { color: 'red' },
        closeButtonProps: { 'aria-label': 'Close' },
        onConfirm: () => void run(action, selection),
      });
    } catch (error) {
      tellFailed('That was not done', error);
    }
  };

  return (action, selection) => {
    switch (action) {
      case 'retry':
      case 'hold':
      case 'release':
        void run(action, selection);
        break;
      case 'bounce':
      case 'remove':
        void ask(action, selection);
        break;
      default:
        assertNever(action);
    }
  };
}
