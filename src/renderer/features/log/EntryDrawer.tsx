import { ActionIcon, Drawer, Menu, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { useLog } from '../../stores/appStores.tsx';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { entryTitle } from '../sentences/entries.ts';
import { EntryDetails } from './EntryDetails.tsx';
import { entriesJson, entriesText } from './export/entryFormats.ts';
import { useEntry, useNeighbour } from './useEntry.ts';

interface EntryDrawerProps {
  seq: number | null;
  /** Not out of the live log's list: there is none above or below it to step to. */
  alone?: boolean;
  onGo(seq: number): void;
  onClose(): void;
}

/** One entry in plain words first, and then with everything that is known. */
export function EntryDrawer({ seq, alone = false, onGo, onClose }: EntryDrawerProps) {
  const { entry, refusal } = useEntry(seq);
  const sought = useLog((state) => state.filter.text.trim());
  const { step, atEnd } = useSteps(seq, onGo);
  const [covered, setCovered] = useState(false);

  useStepKeys(seq !== null && !covered && !alone, step);

  return (
    <Drawer
      opened={seq !== null}
      onClose={onClose}
      position="right"
      size={600}
      title={entry ? entryTitle(entry) : 'Log entry'}
      classNames={{ title: 'drawerTitle' }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeOnEscape={!covered}
    >
      {entry && (
        <div className="drawerTools">
          {!alone && (
            <>
              <Step label="The entry above (K)" disabled={atEnd === 'newer'} onClick={() => step('newer')}>
                <IconArrowUp size={17} />
              </Step>
              <Step label="The entry below (J)" disabled={atEnd === 'older'} onClick={() => step('older')}>
                <IconArrowDown size={17} />
              </Step>
            </>
          )}
          <CopyMenu entry={entry} />
        </div>
      )}
      {entry && <EntryDetails entry={entry} sought={sought} onGo={onGo} onCovered={setCovered} />}
      {refusal && <p>{refusal.message}</p>}
    </Drawer>
  );
}

/** Goes from entry to entry; `atEnd` says where there was no further one. */
function useSteps(seq: number | null, onGo: (seq: number) => void) {
  const findNeighbour = useNeighbour();
  const [end, setEnd] = useState<{ seq: number; side: 'newer' | 'older' } | null>(null);
  const step = (side: 'newer' | 'older') => {
    if (seq === null) return;
    findNeighbour(seq, side).then(
      (found) => (found === null ? setEnd({ seq, side }) : onGo(found)),
      (error: unknown) => tellFailed('The next entry could not be read', error),
    );
  };
  useEffect(() => {
    if (seq === null) setEnd(null);
  }, [seq]);
  return { step, atEnd: end?.seq === seq ? end?.side : undefined };
}

/** J and K, wherever in the entry the focus is. */
function useStepKeys(active: boolean, step: (side: 'newer' | 'older') => void): void {
  const latestStep = useRef(step);
  latestStep.current = step;
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== 'j' && event.key !== 'k') return;
      event.preventDefault();
      latestStep.current(event.key === 'k' ? 'newer' : 'older');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [active]);
}

interface StepProps {
  label: string;
  disabled: boolean;
  onClick(): void;
  children: ReactNode;
}

function Step({ label, disabled, onClick, children }: StepProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size="md"
        aria-label={label}
        aria-disabled={disabled}
        data-disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function CopyMenu({ entry }: { entry: HistoryEntry }) {
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => tellDone('The entry is copied.'),
      (error: unknown) => tellFailed('That was not copied', error),
    );
  };
  return (
    <Menu position="bottom-start" shadow="md" withinPortal={false}>
      <Menu.Target>
        <Tooltip label="Copy the entry">
          <ActionIcon variant="default" size="md" aria-label="Copy the entry">
            <IconCopy size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy(entriesText([entry]))}>Copy as text</Menu.Item>
        <Menu.Item onClick={() => copy(entriesJson([entry]))}>Copy as JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
