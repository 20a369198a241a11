import { Button } from '@mantine/core';
import { useQueue, useStatus } from '../../stores/appStores.tsx';
import type { QueueAction } from '../../stores/queueStore.ts';
import { counted } from '../../ui/quantity.ts';
import { actOnMessages } from './queueActions.tsx';

/** What can be done with the selected messages. */
export function SelectionBar() {
  const { messages, selected, act, setSelected } = useQueue((state) => state);
  const isPaused = useStatus(({ status }) => (status?.pause ?? null) !== null);
  const chosen = messages.filter((message) => selected.has(message.queueId));
  const someHeld = chosen.some((message) => message.held);
  const someNotHeld = chosen.some((message) => !message.held);
  const run = (action: QueueAction) => () => actOnMessages(action, [...selected], act, isPaused);
  return (
    <div className="selectionBar" role="toolbar" aria-label="Selected messages">
      <span className="strong" role="status">
        {counted(selected.size, 'message')} selected
      </span>
      <Button size="xs" onClick={run('retry')}>
        Retry now
      </Button>
      {someNotHeld && (
        <Button size="xs" variant="default" onClick={run('hold')}>
          Hold
        </Button>
      )}
      {someHeld && (
        <Button size="xs" variant="default" onClick={run('release')}>
          Release
        </Button>
      )}
      <Button size="xs" variant="default" onClick={run('bounce')}>
        Bounce…
      </Button>
      <Button size="xs" variant="default" className="dangerButton" onClick={run('remove')}>
        Delete…
      </Button>
      <Button size="xs" variant="subtle" onClick={() => setSelected([])}>
        Clear selection
      </Button>
    </div>
  );
}
