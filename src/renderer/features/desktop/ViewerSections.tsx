import { AppearanceSection } from './AppearanceSection.tsx';
import { DesktopSection } from './DesktopSection.tsx';
import { NotificationsSection } from './NotificationsSection.tsx';

/** What belongs to this viewer and this machine, and not to the relay. It counts at once, and needs no saving. */
export function ViewerSections() {
  return (
    <div className="settings viewerSections">
      <AppearanceSection />
      <NotificationsSection />
      <DesktopSection />
    </div>
  );
}
