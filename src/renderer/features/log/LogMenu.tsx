import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBarDown,
  IconArrowBarUp,
  IconCalendarTime,
  IconClock,
  IconDots,
  IconDownload,
  IconKeyboard,
} from '@tabler/icons-react';

export interface LogMenuProps {
  relativeTimes: boolean;
  onRelativeTimes(relative: boolean): void;
  onNewest(): void;
  onOldest(): void;
  onGoToTime(): void;
  onExport(): void;
  onKeys(): void;
}

/** What is done with the log as a whole. */
export function LogMenu(props: LogMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md" width={270}>
      <Menu.Target>
        <Tooltip label="More">
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconDownload size={16} />} onClick={props.onExport}>
          Export what is shown…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconArrowBarUp size={16} />} onClick={props.onNewest} rightSection={<kbd>Home</kbd>}>
          To the newest
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowBarDown size={16} />} onClick={props.onOldest} rightSection={<kbd>End</kbd>}>
          To the oldest
        </Menu.Item>
        <Menu.Item leftSection={<IconCalendarTime size={16} />} onClick={props.onGoToTime}>
          To a time…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconClock size={16} />} onClick={() => props.onRelativeTimes(!props.relativeTimes)}>
          {props.relativeTimes ? 'Show the time of day' : 'Show how long ago'}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={props.onKeys} rightSection={<kbd>?</kbd>}>
          Keyboard shortcuts
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
