import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { QueueAction } from '../../stores/queueStore.ts';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { counted } from '../../ui/quantity.ts';

type Act = (action: QueueAction, selection: { queueIds: string[] }) => Promise<number>;

/** Does it at once, or asks first where it cannot be undone. */
export function actOnMessages(action: QueueAction, queueIds: string[], act: Act, isPaused = false): void {
  const run = () => {
    act(action, { queueIds }).then(
      (count) => tellDone(doneText(action, count, isPaused)),
      (error: unknown) => tellFailed('That was not done', error),
    );
  };
  const messages = counted(queueIds.length, 'message');
  const closeButtonProps = { 'aria-label': 'Close' };
  switch (action) {
    case 'retry':
    case 'hold':
    case 'release':
      run();
      break;
    case 'bounce':
      modals.openConfirmModal({
        title: `Return ${messages} to the sender?`,
        children: (
          <Text size="sm">
            Each sender gets a notice that the message could not be delivered, with the last reason. The message then
            leaves the queue. This cannot be undone.
          </Text>
        ),
        labels: { confirm: 'Bounce', cancel: 'Keep in the queue' },
        confirmProps: { color: 'red' },
        closeButtonProps,
        onConfirm: run,
      });
      break;
    case 'remove':
      modals.openConfirmModal({
        title: `Delete ${messages}?`,
        children: (
          <Text size="sm">
            {queueIds.length === 1 ? 'The message is' : 'The messages are'} not delivered, and nobody is told. The log
            keeps an entry. This cannot be undone.
          </Text>
        ),
        labels: { confirm: 'Delete', cancel: 'Keep in the queue' },
        confirmProps: { color: 'red' },
        closeButtonProps,
        onConfirm: run,
      });
      break;
    default:
      assertNever(action);
  }
}

function doneText(action: QueueAction, count: number, isPaused: boolean): string {
  const messages = counted(count, 'message');
  const are = count === 1 ? 'is' : 'are';
  switch (action) {
    case 'retry':
      return isPaused
        ? `Deliveries are paused. ${messages} ${are} tried first when they go on.`
        : `${messages} ${are} tried again now.`;
    case 'hold':
      return `${messages} ${are} on hold.`;
    case 'release':
      return `${messages} ${are} released.`;
    case 'bounce':
      return `${messages} ${are} returned to the sender.`;
    case 'remove':
      return `${messages} ${are} deleted.`;
    default:
      return assertNever(action);
  }
}
