/** How it stands with the smart host's password, which can be given but never read back. */
export function passwordSentence(password: { isSet: boolean; isForSame: boolean; forgets: boolean }): string {
  if (!password.isSet) return 'No password is kept.';
  if (!password.isForSame) return 'The password that is kept is for another server or user. It is forgotten on saving.';
  if (password.forgets) return 'The password is forgotten on saving.';
  return 'A password is kept. Leave this empty to keep it.';
}
