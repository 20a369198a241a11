import { BackupSection } from './BackupSection.tsx';
import { UsersSection } from './UsersSection.tsx';

/** What belongs to the relay and is no part of the form: it counts at once. */
export function EngineSections() {
  return (
    <div className="settings engineSections">
      <UsersSection />
      <BackupSection />
    </div>
  );
}
