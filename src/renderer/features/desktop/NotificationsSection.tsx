import { Switch } from '@mantine/core';
import { noticeKinds } from '../../../shared/contract/desktop.ts';
import { useDesktop } from '../../stores/appStores.tsx';
import { SettingsSection } from '../settings/SettingsSection.tsx';
import { noticeWords } from './noticeWords.ts';
import { useDesktopChange } from './useDesktopChange.ts';

export function NotificationsSection() {
  const { view, isDesktop, save } = useDesktop((state) => state);
  const change = useDesktopChange();
  return (
    <SettingsSection
      title="Notifications"
      about="What this desktop tells you while the window is not in front. The same thing is told once an hour at most."
    >
      {isDesktop ? (
        noticeKinds.map((kind) => (
          <Switch
            key={kind}
            label={noticeWords[kind].label}
            description={noticeWords[kind].about}
            checked={view?.preferences.notifications[kind] ?? false}
            disabled={view === null}
            onChange={({ currentTarget: { checked } }) => change(() => save({ notifications: { [kind]: checked } }))}
          />
        ))
      ) : (
        <p>
          Notifications come from the desktop app only. In a browser, keep this page open: the overview says what needs
          you.
        </p>
      )}
    </SettingsSection>
  );
}
