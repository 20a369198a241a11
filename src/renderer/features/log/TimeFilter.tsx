import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { type LogFilter, timePresets } from '../../../shared/contract/logFilter.ts';
import { isoOfLocal, localOfIso } from '../../ui/localTime.ts';
import { presetWords, timeText } from './filterWords.ts';

interface TimeFilterProps {
  filter: LogFilter;
  onFilter(filter: LogFilter): void;
}

const anyTime = { preset: null, from: null, to: null } as const;

export function TimeFilter({ filter, onFilter }: TimeFilterProps) {
  const [custom, setCustom] = useState(false);
  return (
    <>
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconCalendar size={16} />}
            rightSection={<IconChevronDown size={14} />}
            className="timeButton"
          >
            {filter.preset === null && timeText(filter) !== null ? 'Custom time' : (timeText(filter) ?? 'Any time')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onFilter({ ...filter, ...anyTime })}>Any time</Menu.Item>
          {timePresets.map((preset) => (
            <Menu.Item key={preset} onClick={() => onFilter({ ...filter, ...anyTime, preset })}>
              {presetWords[preset]}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => setCustom(true)}>From … to …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={custom} onClose={() => setCustom(false)} title="Show what happened in this time" size="sm">
        <CustomTime
          filter={filter}
          onTake={(span) => {
            onFilter({ ...filter, ...anyTime, ...span });
            setCustom(false);
          }}
        />
      </Modal>
    </>
  );
}

function CustomTime({ filter, onTake }: { filter: LogFilter; onTake(span: Pick<LogFilter, 'from' | 'to'>): void }) {
  const [from, setFrom] = useState(filter.from === null ? '' : localOfIso(filter.from));
  const [to, setTo] = useState(filter.to === null ? '' : localOfIso(filter.to));
  const isBackwards = from !== '' && to !== '' && from > to;
  return (
    <form
      className="customTime"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBackwards) onTake({ from: isoOfLocal(from), to: isoOfLocal(to, 'end') });
      }}
    >
      <TextInput
        label="From"
        type="datetime-local"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="To"
        type="datetime-local"
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={isBackwards ? 'This is before the start.' : null}
      />
      <div className="formFoot formFootEnd">
        <Button type="submit">Show it</Button>
      </div>
    </form>
  );
}
