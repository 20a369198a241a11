import { type ChangeSignal, createChangeSignal } from '../api/changeSignal.ts';
import { createDelivery } from '../delivery/deliver.ts';
import type { Connect, DeliveryDeps } from '../delivery/types.ts';
import type { HistoryLog } from '../history/log.ts';
import { createProber, type Prober } from '../probe/prober.ts';
import { createRuleProber, type RuleProber } from '../probe/ruleProber.ts';
import { choosePath } from '../scheduler/path.ts';
import { createDeliveryPause, type DeliveryPause } from '../scheduler/pause.ts';
import { createScheduler, type Scheduler } from '../scheduler/scheduler.ts';
import { judgeTimeAway } from '../scheduler/timeAway.ts';
import { createPauseStore } from '../storage/pauseStore.ts';
import type { Core } from './core.ts';
import type { PolicyParts } from './policy.ts';
import type { QueueParts } from './queue.ts';

/** All that opens connections to other servers: deliveries, and probes by the same means. */
export interface OutboundParts {
  scheduler: Scheduler;
  pause: DeliveryPause;
  prober: Prober;
  ruleProber: RuleProber;
  /** Raised when what is known of the rules' domains is not what it was. */
  ruleChanges: ChangeSignal;
  /** What the DNS has said to deliveries so far is used no more. */
  askDnsAnew(): void;
  /** Ends the connections that are still open. */
  close(): Promise<void>;
}

export function composeOutbound(
  core: Core,
  connect: Connect,
  history: HistoryLog,
  queue: QueueParts,
  policy: PolicyParts,
): OutboundParts {
  const { writer, settings, changes, clock, random, logger } = core;
  const { store, spool, notifier, forgetBody } = queue;
  const graceEndsAt = core.stopwatchMs() + judgeTimeAway(history.latestAt(), clock.now()).graceMs;
  const deliveryDeps: DeliveryDeps = {
    settings: () => ({
      hostname: settings.inForce().hostname,
      dnsServers: settings.inForce().dns.servers,
      ...settings.inForce().delivery,
      extraCaPems: settings.extraCaPems(),
    }),
    connect,
    clock,
    random,
    logger,
  };
  const delivery = createDelivery(deliveryDeps);
  const prober = createProber({ ...deliveryDeps, stopwatchMs: core.stopwatchMs });
  const ruleChanges = createChangeSignal(clock);

  const pause = createDeliveryPause({
    store: createPauseStore(core.db),
    history,
    writer,
    clock,
    logger,
    onChanged() {
      scheduler.wake();
      changes.raise();
    },
  });

  const scheduler = createScheduler({
    isPaused: pause.isPaused,
    store,
    spool,
    writer,
    delivery,
    recorder: {
      store,
      history,
      notifier,
      settings: settings.inForce,
      schedule: settings.schedule,
      random,
      // By a clock that nobody sets.
      graceMs: () => Math.round(graceEndsAt - core.stopwatchMs()),
      forgetBody,
    },
    choosePath: ({ direction, domain }) =>
      choosePath({
        direction,
        domain,
        rule: direction === 'outbound' ? policy.rules.book.match('outbound', domain) : null,
        routes: policy.routes.list(),
        smartHost: settings.inForce().smartHost,
        smartHostPassword: settings.secrets.get().smartHostPassword,
        smartHostPasswordLocked: settings.secrets.locked(),
      }),
    limits: () => settings.inForce().delivery,
    clock,
    logger,
    onChanged: changes.raise,
  });

  return {
    scheduler,
    pause,
    prober,
    ruleProber: createRuleProber({
      prober,
      store: policy.rules.store,
      rules: policy.rules.book.list,
      history,
      writer,
      clock,
      logger,
      onChanged: ruleChanges.raise,
    }),
    ruleChanges,
    askDnsAnew: delivery.askDnsAnew,
    async close() {
      await Promise.all([delivery.close(), prober.close()]);
    },
  };
}
