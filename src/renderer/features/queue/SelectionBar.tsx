import { Button } from '@mantine/core';
import { useQueue } from '../../stores/appStores.tsx';
import { selectionOf } from '../../stores/queueStore.ts';
import { counted } from '../../ui/quantity.ts';
import { ActionButtons } from './ActionButtons.tsx';
import { useQueueActions } from './useQueueActions.tsx';

/** What can be done with the selected messages. */
export function SelectionBar() {
  const state = useQueue((queue) => queue);
  const { messages, total, selected, allSelected, setSelected, selectAll } = state;
  const act = useQueueActions();
  const chosen = messages.filter((message) => selected.has(message.queueId));
  const count = allSelected ? total : selected.size;
  const couldBeMore = !allSelected && selected.size === messages.length && total > messages.length;
  return (
    <div className="selectionBar" role="toolbar" aria-label="Selected messages">
      <span className="strong" role="status">
        {allSelected && count > selected.size ? 'All ' : ''}
        {counted(count, 'message')} selected
      </span>
      {couldBeMore && (
        <Button size="xs" variant="light" onClick={selectAll}>
          Select all {counted(total, 'message')}
        </Button>
      )}
      <ActionButtons
        canHold={allSelected || chosen.some((message) => !message.held)}
        canRelease={allSelected || chosen.some((message) => message.held)}
        onAct={(action) => act(action, selectionOf(state))}
      />
      <Button size="xs" variant="subtle" onClick={() => setSelected([])}>
        Clear selection
      </Button>
    </div>
  );
}
