import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Says what was done, with a way to take it back while it is said. */
export function tellUndoable(message: string, onUndo: () => void): void {
  const id = `undo-${Date.now()}-${Math.random()}`;
  notifications.show({
    id,
    color: 'green',
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <span className="undoable">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          Undo
        </Button>
      </span>
    ),
  });
}
