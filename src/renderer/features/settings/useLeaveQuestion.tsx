import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useEffect } from 'react';
import { useAppStores } from '../../stores/appStores.tsx';
import { inputOf } from '../../stores/settingsDraft.ts';
import type { SettingsStore } from '../../stores/settingsStore.ts';
import { go } from '../shell/router.ts';

/** Asks when the page is left, or the browser's tab closed, while something is not saved. Nothing typed is lost by it. */
export function useLeaveQuestion(): void {
  const { settings } = useAppStores();
  useEffect(() => {
    const holdTab = (event: BeforeUnloadEvent) => {
      // Electron would close nothing, and say nothing.
      if (window.sealpost === undefined && hasChanges(settings)) event.preventDefault();
    };
    window.addEventListener('beforeunload', holdTab);
    return () => {
      window.removeEventListener('beforeunload', holdTab);
      if (hasChanges(settings)) ask(settings);
    };
  }, [settings]);
}

function hasChanges(settings: SettingsStore): boolean {
  const { opened } = settings.getState();
  return opened !== null && Object.keys(inputOf(opened.before, opened.draft)).length > 0;
}

function ask(settings: SettingsStore): void {
  modals.openConfirmModal({
    title: 'The settings are not saved',
    children: <Text size="sm">What you changed is not in use. Go back to save it, or discard it.</Text>,
    labels: { confirm: 'Discard the changes', cancel: 'Back to the settings' },
    confirmProps: { color: 'red' },
    closeButtonProps: { 'aria-label': 'Close' },
    onConfirm: () => settings.getState().discard(),
    // However it is closed, Escape and the cross too: nothing that is not saved is left behind unseen.
    onClose: () => {
      if (hasChanges(settings)) go('settings');
    },
  });
}
