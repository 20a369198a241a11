import { Switch } from '@mantine/core';
import { useDesktop } from '../../stores/appStores.tsx';
import { SettingsSection } from '../settings/SettingsSection.tsx';
import { useDesktopChange } from './useDesktopChange.ts';

/** How the app starts. Not shown in a browser: a service is started by the system. */
export function DesktopSection() {
  const { view, isDesktop, save, startAtLogin } = useDesktop((state) => state);
  const change = useDesktopChange();
  if (!isDesktop) return null;
  const isSupported = view?.startAtLogin.supported ?? false;
  return (
    <SettingsSection
      title="Desktop"
      about="How Sealpost starts on this machine. Closing its window never stops the relay: the tray icon stays."
    >
      <Switch
        label="Start when I log in"
        description={view !== null && !isSupported ? 'This system, or the demo, does not offer it.' : null}
        checked={view?.startAtLogin.enabled ?? false}
        disabled={!isSupported}
        onChange={({ currentTarget: { checked } }) => change(() => startAtLogin(checked))}
      />
      <Switch
        label="Start hidden at login"
        description="Only the tray icon shows then. Starting Sealpost again opens the window."
        checked={view?.preferences.startHidden ?? false}
        disabled={!isSupported}
        onChange={({ currentTarget: { checked } }) => change(() => save({ startHidden: checked }))}
      />
    </SettingsSection>
  );
}
