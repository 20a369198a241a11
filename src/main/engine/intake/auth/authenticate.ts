import type { Clock } from '../../runtime.ts';
import { verifyPassword } from '../../users/passwordHash.ts';
import { normalizeUsername, type StoredUser } from '../../users/store.ts';
import type { AuthThrottle, LockOut } from './throttle.ts';
import { createTurnstile } from './turnstile.ts';

export interface Credentials {
  username: string;
  password: string;
}

/** `locked-out` also where too many log in at once: the client is asked to come back. */
export type AuthResult =
  /** `holds` turns false once the user is deleted, switched off or has another name or password. */
  { kind: 'accepted'; username: string; holds(): boolean } | { kind: 'refused' } | { kind: 'locked-out' };

/** Decides whether a client is who it says. A refusal never tells whether there is such a user. */
export type Authenticate = (credentials: Credentials, clientAddress: string) => Promise<AuthResult>;

export interface AuthenticateDeps {
  /** By the name as `normalizeUsername` has it. */
  findUser(username: string): StoredUser | null;
  throttle: AuthThrottle;
  clock: Clock;
  onAccepted(user: StoredUser): void;
  /** `user` is null where there is none of that name: what was typed there may be a password. */
  onRefused(clientAddress: string, user: StoredUser | null): void;
  /** `known` tells whether there is a user of that name; of an address it is true. */
  onLockedOut(lockOut: LockOut, known: boolean): void;
  /** Tests hash cheaper. */
  verify?(password: string, hash: string | null): Promise<boolean>;
}

/** Each takes 32 MB and a core: a flood of logins waits, or is sent away. */
const hashesAtOnce = 2;
const maxWaiting = 100;

export function createAuthenticate({ verify = verifyPassword, ...deps }: AuthenticateDeps): Authenticate {
  const { throttle, clock } = deps;
  const turnstile = createTurnstile(hashesAtOnce, maxWaiting);

  const check = async (username: string, password: string, clientAddress: string): Promise<AuthResult> => {
    // Others may have failed while this one waited.
    if (throttle.admit(clientAddress, username, clock.now()).kind === 'locked-out') return { kind: 'locked-out' };
    const user = deps.findUser(username);
    const right = await verify(password, user?.passwordHash ?? null);
    if (user && right && user.enabled) {
      throttle.succeed(clientAddress, username);
      deps.onAccepted(user);
      const holds = () => {
        const now = deps.findUser(username);
        return now !== null && now.id === user.id && now.enabled && now.passwordHash === user.passwordHash;
      };
      return { kind: 'accepted', username: user.username, holds };
    }
    const locked = throttle.fail(clientAddress, username, clock.now());
    deps.onRefused(clientAddress, user);
    for (const lockOut of locked) deps.onLockedOut(lockOut, lockOut.of === 'address' || user !== null);
    return { kind: 'refused' };
  };

  return async (credentials, clientAddress) => {
    const username = normalizeUsername(credentials.username);
    const admission = throttle.admit(clientAddress, username, clock.now());
    if (admission.kind === 'locked-out') return { kind: 'locked-out' };
    if (admission.delayMs > 0) {
      await new Promise<void>((resolve) => clock.setTimer(resolve, admission.delayMs));
    }
    return (await turnstile.pass(() => check(username, credentials.password, clientAddress))) ?? { kind: 'locked-out' };
  };
}
