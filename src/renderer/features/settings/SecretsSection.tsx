import type { LockedReason, SettingsView } from '../../../shared/contract/settings.ts';
import { SettingsSection } from './SettingsSection.tsx';

const storageWords: Record<SettingsView['secretStorage'], string> = {
  keychain:
    'The password is encrypted, in a file of the data folder. The key to it is in the keychain of the user account, and without that key it cannot be read.',
  'owner-only-file':
    'The password is in a file of the data folder that only the account Sealpost runs under can read. It is not encrypted: whoever can read the files of this account can read it. A keychain is used where the system has one and the desktop app runs the relay, not a service.',
};

export function SecretsSection({
  storage,
  locked,
}: {
  storage: SettingsView['secretStorage'];
  /** Why the password that is there cannot be read. */
  locked: LockedReason | null;
}) {
  return (
    <SettingsSection title="Secrets" about="Where the smart host's password and the key of the certificate are kept.">
      {locked !== null && <p>The password that is there now cannot be read. When you enter it again:</p>}
      <p>{storageWords[storage]}</p>
      <p>
        The key of the relay's certificate is always in a file of its own that only this account can read. A backup
        holds that key in the clear, and the password too where it can be read.
      </p>
    </SettingsSection>
  );
}
