import type { SettingsView } from '../../../shared/contract/settings.ts';
import { SettingsSection } from './SettingsSection.tsx';

const storageWords: Record<SettingsView['secretStorage'], string> = {
  keychain: "In the key chain of this machine's user account.",
  'owner-only-file':
    'In a file of the data folder that only the account Sealpost runs under can read. It is not encrypted: whoever can read the files of this account can read it.',
};

export function SecretsSection({ storage }: { storage: SettingsView['secretStorage'] }) {
  return (
    <SettingsSection title="Secrets" about="Where the smart host's password is kept.">
      <p>{storageWords[storage]}</p>
    </SettingsSection>
  );
}
