import type { OwnIdentity } from '../certificates/ownIdentity.ts';
import type { HistoryLog } from '../history/log.ts';
import type { AuthThrottle } from '../intake/auth/throttle.ts';
import { createIntake } from '../intake/intake.ts';
import type { Intake } from '../intake/types.ts';
import { policyForRule } from '../policy/tlsPolicy.ts';
import { keepAccepted, refusalEntry } from '../queue/acceptance.ts';
import { createLogins } from '../users/logins.ts';
import { createUserStore, type UserStore } from '../users/store.ts';
import type { Core } from './core.ts';
import type { PolicyParts } from './policy.ts';
import type { QueueParts } from './queue.ts';

/** The listeners, and who may log in at them. */
export interface InboundParts {
  intake: Intake;
  users: { store: UserStore; throttle: AuthThrottle };
}

export function composeInbound(
  { db, writer, settings, changes, clock, logger }: Core,
  history: HistoryLog,
  queue: QueueParts,
  policy: PolicyParts,
  identity: OwnIdentity,
): InboundParts {
  const userStore = createUserStore(db);
  const logins = createLogins({ store: userStore, history, writer, clock, logger });
  const intake = createIntake({
    offersAuth: logins.offersAuth,
    authenticate: logins.authenticate,
    settings: settings.inForce,
    identity: identity.current,
    inboundPolicy(senderDomain) {
      const rule = policy.rules.book.match('inbound', senderDomain);
      return rule ? policyForRule(rule) : null;
    },
    newQueueId: queue.newQueueId,
    openBodySink: queue.spool.openSink,
    async accept(message) {
      const lifeMs = settings.inForce().queue.lifeHours * 3_600_000;
      await writer.write(() => keepAccepted({ store: queue.store, history, lifeMs }, message, clock.now()));
      changes.raise();
    },
    recordRefusal(refused) {
      writer
        .write(() => history.append(refusalEntry(refused, clock.now())))
        .then(changes.raise, (error: unknown) => logger.error({ error }, 'A refusal could not be recorded.'));
    },
    clock,
    logger,
  });
  return { intake, users: { store: userStore, throttle: logins.throttle } };
}
