import type { SettingsView } from '../../../shared/contract/settings.ts';
import { SettingsSection } from './SettingsSection.tsx';

const storageWords: Record<SettingsView['secretStorage'], string> = {
  keychain:
    'Encrypted, in a file of the data folder. The key to it is in the keychain of the user account, and nobody reads the password without it.',
  'owner-only-file':
    'In a file of the data folder that only the account Sealpost runs under can read. It is not encrypted: whoever can read the files of this account can read it. A keychain is used where the system has one and the desktop app runs the relay, not a service.',
};

export function SecretsSection({ storage }: { storage: SettingsView['secretStorage'] }) {
  return (
    <SettingsSection title="Secrets" about="Where the smart host's password and the key of the certificate are kept.">
      <p>{storageWords[storage]}</p>
      <p>
        The key of the relay's certificate is always in a file of its own that only this account can read. A backup
        holds both in the clear.
      </p>
    </SettingsSection>
  );
}
