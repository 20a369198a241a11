import type { NewHistoryEntry } from '../history/entry.ts';
import type { HistoryLog } from '../history/log.ts';
import { type Authenticate, type AuthenticateDeps, createAuthenticate } from '../intake/auth/authenticate.ts';
import { type AuthThrottle, createAuthThrottle } from '../intake/auth/throttle.ts';
import { credentialsInvalid, replyLine, tooManyLogins } from '../intake/replies.ts';
import type { Clock, Logger } from '../runtime.ts';
import type { Writer } from '../storage/writer.ts';
import { createLoginLog } from './loginLog.ts';
import type { UserStore } from './store.ts';

export interface Logins {
  offersAuth(): boolean;
  authenticate: Authenticate;
  throttle: AuthThrottle;
}

/** When somebody was here last is kept to about this. */
const useResolutionMs = 10 * 60_000;

/** Who logs in at the intake: decided by the users and the throttle, told to the history. */
export function createLogins(deps: {
  store: Pick<UserStore, 'list' | 'find' | 'noteUse' | 'reload'>;
  history: Pick<HistoryLog, 'append'>;
  writer: Pick<Writer, 'write' | 'afterCommit'>;
  clock: Clock;
  logger: Pick<Logger, 'warn' | 'error'>;
  verify?: AuthenticateDeps['verify'];
}): Logins {
  const { store, history, writer, clock, logger } = deps;
  const throttle = createAuthThrottle();
  const log = createLoginLog();

  const record = (entry: Omit<NewHistoryEntry, 'at' | 'stage' | 'outcome'>) => {
    writer
      .write(() => history.append({ at: clock.now(), stage: 'Processing: Accept', outcome: 'refused', ...entry }))
      .catch((error: unknown) => logger.error({ error }, 'A failed login could not be recorded.'));
  };

  return {
    throttle,
    offersAuth: () => store.list().some(({ enabled }) => enabled),
    authenticate: createAuthenticate({
      findUser: store.find,
      throttle,
      clock,
      ...(deps.verify ? { verify: deps.verify } : {}),
      onAccepted(user) {
        const now = clock.now();
        if (user.lastUsedAt !== null && Math.abs(now - user.lastUsedAt) < useResolutionMs) return;
        writer
          .write(() => {
            store.noteUse(user.id, now);
            writer.afterCommit(() => store.reload());
          })
          .catch((error: unknown) => logger.warn({ error }, 'The last login of a user could not be noted.'));
      },
      onRefused(clientAddress, user) {
        const noted = log.note(clientAddress, clock.now());
        if (noted === null) return;
        const who = user === null ? 'a user who is not known here' : `the user ${user.username}`;
        const before = noted.unrecorded === 0 ? '' : ` ${noted.unrecorded} more before it were not written down.`;
        record({
          address: clientAddress,
          code: 'login-failed',
          reply: replyLine(credentialsInvalid),
          detail: `A login as ${who} failed.${before}`,
        });
      },
      onLockedOut(lockOut, known) {
        const until = new Date(lockOut.until).toISOString();
        // A name that nobody has may be a password in the wrong field.
        if (!known) return;
        const { name } = lockOut;
        record({
          address: lockOut.of === 'address' ? lockOut.name : null,
          code: 'login-locked-out',
          reply: replyLine(tooManyLogins),
          expiresAt: lockOut.until,
          detail:
            lockOut.of === 'address'
              ? `The address ${name} is locked out until ${until}.`
              : `The user ${name} is locked out until ${until}, except at addresses where the password was right before.`,
        });
        logger.warn({ of: lockOut.of, until }, 'Too many failed logins: a lock-out.');
      },
    }),
  };
}
