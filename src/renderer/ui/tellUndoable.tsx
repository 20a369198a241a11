import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Long enough to read it, to see the slip and to reach the button, with the keyboard too. */
const noticeMs = 20_000;

let last: { id: string; undo(): void } | null = null;

/** Says what was done, with a way to take it back while it is said. */
export function tellUndoable(message: string, onUndo: () => void): void {
  const id = `undo-${crypto.randomUUID()}`;
  const forget = () => {
    if (last?.id === id) last = null;
  };
  const undo = () => {
    forget();
    notifications.hide(id);
    onUndo();
  };
  // One at a time: an older offer, taken after a newer change, may be refused; and more notices than fit would wait.
  if (last) notifications.hide(last.id);
  last = { id, undo };
  notifications.show({
    id,
    color: 'green',
    autoClose: noticeMs,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    onClose: forget,
    message: (
      <span className="undoable">
        <span>{message}</span>
        <Button size="compact-sm" variant="default" onClick={undo}>
          Undo
        </Button>
      </span>
    ),
  });
}

/** What the notice that is shown offers, for a key; nothing where none is. */
export function undoLast(): void {
  last?.undo();
}
