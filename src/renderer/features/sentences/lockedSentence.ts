import { lockedReasonSchema } from '../../../shared/contract/settings.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';

/** Why the smart host's password that is kept cannot be read. `reason` is a `LockedReason`. */
export function lockedSentence(reason: string): string {
  const known = lockedReasonSchema.catch('damaged').parse(reason);
  switch (known) {
    case 'no-key':
      return 'It is sealed with a key that the desktop app keeps in the keychain, and the relay was started without that key: as a service, or while the keychain did not answer.';
    case 'other-key':
      return 'It is sealed with another key than the one that the keychain gives now.';
    case 'damaged':
      return 'Its file was damaged or changed.';
    default:
      return assertNever(known);
  }
}
