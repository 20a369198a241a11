import type { Refusal } from '../../../shared/contract/errors.ts';
import type { Settings, SettingsInput } from '../../../shared/contract/settings.ts';

/** Undefined leaves it. A password was given for one server and one user: for another it is forgotten. */
export function passwordAfter(
  input: SettingsInput,
  before: Settings['smartHost'],
  after: Settings['smartHost'],
): string | null | undefined {
  // An empty one is none.
  if (input.smartHostPassword !== undefined) return input.smartHostPassword || null;
  const same = before?.host === after?.host && before?.username === after?.username;
  return same ? undefined : null;
}

/**
 * A user without a password is refused, since every message would wait for it: `password` is what `passwordAfter` says,
 * `isKept` whether there is one now, readable or not. Other settings can be saved where it is so already.
 */
export function passwordProblem(
  input: SettingsInput,
  after: Settings['smartHost'],
  password: string | null | undefined,
  isKept: boolean,
): Refusal | null {
  if (input.smartHost === undefined && input.smartHostPassword === undefined) return null;
  const user = after?.username ?? null;
  if (user === null || (password === undefined ? isKept : password !== null)) return null;
  const message = `Enter the password of ${user} at ${after?.host}, or leave the user out.`;
  return { code: 'invalid-input', field: 'smartHostPassword', message };
}
