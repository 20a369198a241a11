import type { LockedReason } from '../../../shared/contract/settings.ts';
import { lockedSentence } from '../sentences/lockedSentence.ts';

/** How it stands with the smart host's password, which can be given but never read back. */
export function passwordSentence(password: {
  isSet: boolean;
  isForSame: boolean;
  forgets: boolean;
  /** Why the one that is kept cannot be read. */
  locked: LockedReason | null;
}): string {
  if (!password.isSet) return 'No password is kept. A user needs one.';
  if (!password.isForSame) return 'The password that is kept is for another server or user. It is forgotten on saving.';
  if (password.locked !== null && !password.forgets)
    return `A password is kept that cannot be read. ${lockedSentence(password.locked)} Enter it again: mail to this server waits for it.`;
  if (password.forgets) return 'The password is forgotten on saving.';
  return 'A password is kept. Leave this empty to keep it.';
}
