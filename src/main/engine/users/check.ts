import type { Refusal } from '../../../shared/contract/errors.ts';
import { shortestPassword, type UserInput } from '../../../shared/contract/user.ts';
import { normalizeUsername, type StoredUser } from './store.ts';

/** What of a user is wrong, or null. `users` are those there are; `existing` is the one to change. */
export function userProblem(
  input: UserInput,
  existing: StoredUser | null,
  users: readonly StoredUser[],
): Refusal | null {
  const username = normalizeUsername(input.username);
  const invalid = (field: string, message: string): Refusal => ({ code: 'invalid-input', field, message });
  if (username === '') return invalid('username', 'Enter a name.');
  if (/[\p{Cc}\p{Cf}\s]/u.test(username)) return invalid('username', 'A name has no blanks and no control characters.');
  if (users.some((user) => user.username === username && user.id !== existing?.id)) {
    return { code: 'duplicate', field: 'username', message: `There is a user ${username} already.` };
  }
  const { password } = input;
  if (password === undefined) return existing ? null : invalid('password', 'A new user needs a password.');
  if ([...password].length < shortestPassword) {
    return invalid('password', `At least ${shortestPassword} characters: this one could be guessed.`);
  }
  if (/\p{Cc}/u.test(password)) return invalid('password', 'A password has no control characters.');
  if (password.normalize('NFC').toLowerCase() === username) return invalid('password', 'Not the name itself.');
  return null;
}
