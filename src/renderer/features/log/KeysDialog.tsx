import { Modal } from '@mantine/core';

const keys: readonly { keys: readonly string[]; what: string }[] = [
  { keys: ['/', 'Ctrl F'], what: 'Search' },
  { keys: ['↑', '↓', 'Page ↑', 'Page ↓'], what: 'Walk the entries' },
  { keys: ['Home', 'End'], what: 'To the newest, to the oldest' },
  { keys: ['Enter'], what: 'Open the entry' },
  { keys: ['K', 'J'], what: 'In an open entry: the one above, the one below' },
  { keys: ['Space'], what: 'On an entry: select it. Elsewhere: pause, go on' },
  { keys: ['Shift ↑', 'Shift ↓'], what: 'Select several' },
  { keys: ['Ctrl C'], what: 'Copy what is selected, or the entry' },
  { keys: ['Esc'], what: 'Close, or select nothing' },
];

export function KeysDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="md">
      <dl className="keyList">
        {keys.map(({ keys: names, what }) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
