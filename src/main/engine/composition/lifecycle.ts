import { describeStep, followClockSteps } from '../scheduler/clockStep.ts';
import { judgeTimeAway } from '../scheduler/timeAway.ts';
import { closeDatabase } from '../storage/database.ts';
import type { EngineParts } from './parts.ts';

/** Sessions that are in the middle of a message may end it in this time when the engine stops. */
const stopGraceMs = 5000;

/** Puts the queue in order, then takes mail, then delivers. @throws {EngineStartError} where nobody can listen. */
export async function startParts(parts: EngineParts): Promise<void> {
  const { core, own, history, queue, inbound, outbound } = parts;
  const { settings, writer, clock, logger } = core;
  if (settings.secrets.locked() !== null) {
    logger.warn({ reason: settings.secrets.locked() }, 'The password of the smart host is sealed and cannot be read.');
  }
  await prepareQueue(parts);
  await own.watchExpiry();
  // The last that could fail is done: from here on mail is taken.
  await inbound.intake.start();
  const wakeScheduler = outbound.scheduler.wake;
  followClockSteps({ clock, store: queue.store, history: history.log, writer, wakeScheduler, logger });
  outbound.pause.start();
  // An engine before this one may not have been able to read it.
  if (settings.secrets.get().smartHostPassword !== null) queue.retryWithPassword();
  outbound.scheduler.start();
  outbound.ruleProber.start();
  history.start();
}

/** What an engine before this one left behind, and that this one has started. */
async function prepareQueue({ core, own, history, queue }: EngineParts): Promise<void> {
  const { writer, clock, logger, damage } = core;
  const orphans = await queue.spool.removeOrphans(queue.store.namesSpoolFile);
  await writer.write(() => {
    const { setBackMs } = judgeTimeAway(history.log.latestAt(), clock.now());
    if (setBackMs < 0) {
      queue.store.moveTimes(setBackMs, clock.now());
      history.log.append({ at: clock.now(), stage: 'Engine', outcome: 'warning', detail: describeStep(setBackMs) });
    }
    const reclaimed = queue.store.reclaimLeases(clock.now());
    const outcome = damage === null ? 'started' : 'warning';
    history.log.append({ at: clock.now(), stage: 'Engine', outcome, detail: damage });
    own.recordReplacement();
    logger.info({ reclaimed, orphans }, 'The queue is ready.');
  });
}

/** Begins nothing new, takes no more mail, lets deliveries under way end, closes the database. */
export async function stopParts(parts: EngineParts): Promise<void> {
  const { core, own, history, queue, inbound, outbound } = parts;
  history.stop();
  own.stop();
  outbound.ruleProber.stop();
  outbound.pause.stop();
  const schedulerStopped = outbound.scheduler.stop();
  await queue.stop();
  parts.reachability.stop();
  await inbound.intake.stop(stopGraceMs);
  await outbound.close();
  await schedulerStopped;
  await core.writer
    .write(() => history.log.append({ at: core.clock.now(), stage: 'Engine', outcome: 'stopped' }))
    .catch((error: unknown) => core.logger.error({ error }, 'The stop could not be recorded.'));
  closeDatabase(core.db);
}
