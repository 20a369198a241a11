import { Button, Menu } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { pauseChoices, pauseChoiceWords } from '../../../shared/domain/pauseChoices.ts';
import { useConnection, useStatus } from '../../stores/appStores.tsx';
import { usePause } from './usePause.ts';

/** Below the engine's state: pauses deliveries, or resumes them. Where the navigation is narrow only the icon shows. */
export function PauseMenu() {
  const isPaused = useStatus(({ status }) => (status?.pause ?? null) !== null);
  const isConnected = useConnection(({ phase }) => phase === 'connected');
  const { busy, pause, resume } = usePause();
  const look = {
    variant: 'default',
    size: 'compact-sm',
    className: 'pauseButton',
    loading: busy,
    disabled: !isConnected,
  } as const;
  if (isPaused) {
    const name = 'Resume deliveries';
    return (
      <Button {...look} aria-label={name} title={name} onClick={() => void resume()}>
        <IconPlayerPlay size={16} stroke={1.6} aria-hidden />
        <span className="pauseLabel">Resume</span>
      </Button>
    );
  }
  return (
    <Menu position="right-end" withinPortal={false}>
      <Menu.Target>
        <Button {...look} aria-label="Pause deliveries" title="Pause deliveries">
          <IconPlayerPause size={16} stroke={1.6} aria-hidden />
          <span className="pauseLabel">Pause</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {pauseChoices.map((choice) => (
          <Menu.Item key={choice} onClick={() => void pause(choice)}>
            {pauseChoiceWords[choice]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
