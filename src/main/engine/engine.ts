import { randomUUID } from 'node:crypto';
import type { Route } from '../../shared/contract/route.ts';
import type { Notice } from '../../shared/contract/status.ts';
import { createApi } from './api/api.ts';
import { createChangeSignal } from './api/changeSignal.ts';
import type { ApiContext } from './api/context.ts';
import { openIdentity } from './certificates/openIdentity.ts';
import { createReachability } from './concerns/reachability.ts';
import { createDelivery } from './delivery/deliver.ts';
import type { DeliveryDeps } from './delivery/types.ts';
import { type Engine, type EngineDeps, EngineStartError } from './engine.types.ts';
import { createCertificateUse } from './history/certificateUse.ts';
import { createDomainCounts } from './history/domainCounts.ts';
import { createFollower } from './history/follower.ts';
import { createHistoryLog } from './history/log.ts';
import { createHistoryQuery } from './history/query.ts';
import { keepRetention } from './history/retention.ts';
import { createSavedFilterStore } from './history/savedFilters.ts';
import { createTally } from './history/tally.ts';
import { createTextIndex } from './history/textIndex.ts';
import { createIntake } from './intake/intake.ts';
import { createNotifier } from './notify/notifier.ts';
import { type OpenedFolder, openFolder, openSettings } from './openFolder.ts';
import { createRuleBook } from './policy/ruleBook.ts';
import { createRouteStore, createRuleStore } from './policy/store.ts';
import { policyForRule } from './policy/tlsPolicy.ts';
import { createProber } from './probe/prober.ts';
import { createRuleProber } from './probe/ruleProber.ts';
import { keepAccepted, refusalEntry } from './queue/acceptance.ts';
import { createQueueAdmin } from './queue/admin.ts';
import { createQueueDepth } from './queue/depth.ts';
import { createQueueOperations } from './queue/operations.ts';
import { newQueueId } from './queue/queueId.ts';
import { createSpool } from './queue/spool.ts';
import { createQueueStore } from './queue/store.ts';
import { followClockSteps } from './scheduler/clockStep.ts';
import { choosePath } from './scheduler/path.ts';
import { createDeliveryPause } from './scheduler/pause.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { lockedNotices } from './settings/lockedNotices.ts';
import { writeBackup } from './storage/backup.ts';
import { createCertificateStore } from './storage/certificateStore.ts';
import { closeDatabase, isStorageTrouble, sqliteVersion } from './storage/database.ts';
import { type DataFolder, prepareDataFolder } from './storage/dataFolder.ts';
import { freeSpace } from './storage/freeSpace.ts';
import { createPauseStore } from './storage/pauseStore.ts';
import { takeRestored } from './storage/restore.ts';
import { toTime } from './storage/times.ts';
import { createWriter } from './storage/writer.ts';
import { createLogins } from './users/logins.ts';
import { createUserStore } from './users/store.ts';

/** Sessions that are in the middle of a message may end it in this time when the engine stops. */
const stopGraceMs = 5000;

/** Composes the engine: opens the data folder, starts listening and delivering. @throws {EngineStartError} */
export async function createEngine(deps: EngineDeps): Promise<Engine> {
  const startedAt = deps.clock.now();
  const folder = prepareDataFolder(deps.dataDir);
  let opened: OpenedFolder | null = null;
  try {
    opened = openFolder(folder, startedAt);
    return await startOn(opened, folder, startedAt, deps);
  } catch (error) {
    // Else the folder would stay locked for as long as this process lives.
    opened?.db.close();
    if (!isStorageTrouble(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The database ${folder.databaseFile} cannot be used: ${reason}.`;
    throw new EngineStartError('data-dir-not-writable', message, { cause: error });
  }
}

async function startOn(
  { db, setAside, salvaged }: OpenedFolder,
  folder: DataFolder,
  startedAt: number,
  deps: EngineDeps,
): Promise<Engine> {
  const { clock, random, logger } = deps;
  const notices: Notice[] = [];
  if (setAside !== null) {
    notices.push({
      kind: 'database-set-aside',
      at: new Date(startedAt).toISOString(),
      detail: `${setAside}. ${salvaged}`,
    });
    logger.error({ setAside, salvaged }, 'The database was damaged. It is kept aside and a new one was made.');
  }

  const restored = takeRestored(db);
  if (restored !== null) {
    notices.push({ kind: 'backup-restored', at: toTime(startedAt), detail: String(restored.messages) });
  }

  let moreToCome = () => false;
  const writer = createWriter(db, {
    onBug: (error) => logger.error({ error }, 'Something went wrong after a commit: a bug.'),
    moreToCome: () => moreToCome(),
  });
  const certificates = createCertificateStore(db);
  const store = createQueueStore(db);
  const admin = createQueueAdmin(db);
  const spool = createSpool(folder.spoolDir);
  const history = createHistoryLog(db, writer, certificates);
  const domainCounts = createDomainCounts(db, writer, clock);
  const tally = createTally(db, domainCounts);
  const stopwatchMs = () => performance.now();
  const textIndex = createTextIndex(db, stopwatchMs);
  const certificateUse = createCertificateUse(db, certificates);
  const follower = createFollower({ db, log: history, writer, clock, logger, stopwatchMs }, [
    tally,
    textIndex,
    certificateUse,
  ]);
  const settings = openSettings(db, folder, deps);
  const ruleStore = createRuleStore(db);
  const book = createRuleBook(ruleStore.list());
  const routeStore = createRouteStore(db);
  let routes: readonly Route[] = routeStore.list();
  const changes = createChangeSignal(clock);
  const own = await openIdentity({
    folder,
    db,
    settings,
    history,
    writer,
    clock,
    logger,
    takeIntoUse: () => intake.reload(),
    onChanged: changes.raise,
  });
  const nextQueueId = () => newQueueId(clock.now(), random);
  const wakeScheduler = () => scheduler.wake();
  const forgetBody = (file: string) =>
    writer.afterCommit(() => {
      spool.remove(file).catch((error: unknown) => logger.warn({ error, file }, 'A body could not be deleted.'));
    });

  const notifier = createNotifier({
    store,
    spool,
    history,
    settings: settings.inForce,
    newQueueId: nextQueueId,
    wakeScheduler: () => writer.afterCommit(wakeScheduler),
  });

  const operations = createQueueOperations({
    store,
    admin,
    history,
    notifier,
    writer,
    clock,
    newId: randomUUID,
    forgetBody,
    onStep() {
      changes.raise();
      wakeScheduler();
    },
  });

  /** What waited for the smart host's password is due at once. */
  const retryLocked = () => {
    operations
      .run('retry', { filter: { code: 'smart-host-password-locked' } })
      .catch((error: unknown) => logger.error({ error }, 'Mail that waited for a password could not be made due.'));
  };

  const depth = createQueueDepth({
    db,
    writer,
    clock,
    logger,
    measure() {
      const { messages, oldestReceivedAt } = admin.summary();
      return { messages, oldestReceivedAt: oldestReceivedAt === null ? null : Date.parse(oldestReceivedAt) };
    },
  });
  const stopDepth = changes.follow(async () => depth.note());
  const reachability = createReachability(history);

  const deliveryDeps: DeliveryDeps = {
    settings: () => ({
      hostname: settings.inForce().hostname,
      dnsServers: settings.inForce().dns.servers,
      ...settings.inForce().delivery,
      extraCaPems: settings.extraCaPems(),
    }),
    connect: deps.connect,
    clock,
    random,
    logger,
  };
  const delivery = createDelivery(deliveryDeps);
  const prober = createProber({ ...deliveryDeps, stopwatchMs });
  const ruleChanges = createChangeSignal(clock);
  const ruleProber = createRuleProber({
    prober,
    store: ruleStore,
    rules: book.list,
    history,
    writer,
    clock,
    logger,
    onChanged: ruleChanges.raise,
  });

  const pause = createDeliveryPause({
    store: createPauseStore(db),
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
    recorder: { store, history, notifier, settings: settings.inForce, schedule: settings.schedule, random, forgetBody },
    choosePath: ({ direction, domain }) =>
      choosePath({
        direction,
        domain,
        rule: direction === 'outbound' ? book.match('outbound', domain) : null,
        routes,
        smartHost: settings.inForce().smartHost,
        smartHostPassword: settings.secrets.get().smartHostPassword,
        smartHostPasswordLocked: settings.secrets.locked(),
      }),
    limits: () => settings.inForce().delivery,
    clock,
    logger,
    onChanged: changes.raise,
  });

  const userStore = createUserStore(db);
  const logins = createLogins({ store: userStore, history, writer, clock, logger });

  const intake = createIntake({
    offersAuth: logins.offersAuth,
    authenticate: logins.authenticate,
    settings: settings.inForce,
    identity: own.identity.current,
    inboundPolicy(senderDomain) {
      const rule = book.match('inbound', senderDomain);
      return rule ? policyForRule(rule) : null;
    },
    newQueueId: nextQueueId,
    openBodySink: spool.openSink,
    async accept(message) {
      const lifeMs = settings.inForce().queue.lifeHours * 3_600_000;
      await writer.write(() => keepAccepted({ store, history, lifeMs }, message, clock.now()));
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

  const context: ApiContext = {
    version: deps.version,
    dataDir: folder.path,
    demo: deps.demo,
    sqliteVersion: sqliteVersion(db),
    startedAt,
    clock,
    writer,
    settings,
    rules: { book, store: ruleStore, prober: ruleProber, changed: ruleChanges.raise },
    prober,
    routes: {
      list: () => routes,
      store: routeStore,
      reload() {
        routes = routeStore.list();
      },
    },
    queue: { store, admin, spool, operations, depth },
    reachability,
    freeSpace: () => freeSpace(folder.path),
    history: {
      log: history,
      query: createHistoryQuery({ db, certificates, index: textIndex, stopwatchMs }),
      tally,
      domainCounts,
    },
    filters: createSavedFilterStore(db),
    notifier,
    pause,
    users: { store: userStore, throttle: logins.throttle },
    backup: (file) =>
      writeBackup(
        db,
        folder,
        file,
        { version: deps.version, now: clock.now(), secrets: settings.secrets.forBackup() },
        spool.holdRemovals,
      ),
    restart: deps.restart ?? null,
    intake,
    notices: () => [...notices, ...own.notices(), ...lockedNotices(settings, startedAt)],
    retryLocked,
    identity: own.identity,
    newId: randomUUID,
    wakeScheduler,
    queueChanged: changes.raise,
    forgetBody,
  };

  if (settings.secrets.locked() !== null) {
    logger.warn({ reason: settings.secrets.locked() }, 'The password of the smart host is sealed and cannot be read.');
  }
  const orphans = await spool.removeOrphans(store.namesSpoolFile);
  await writer.write(() => {
    const reclaimed = store.reclaimLeases(clock.now());
    history.append({
      at: clock.now(),
      stage: 'Engine',
      outcome: setAside === null ? 'started' : 'warning',
      detail: setAside === null ? null : `The database was damaged and is kept aside as ${setAside}. ${salvaged}`,
    });
    own.recordReplacement();
    logger.info({ reclaimed, orphans }, 'The queue is ready.');
  });
  await own.watchExpiry();
  // The last that could fail is done: from here on mail is taken.
  await intake.start();
  followClockSteps({ clock, store, history, writer, wakeScheduler, logger });
  moreToCome = intake.isHandingOver;
  pause.start();
  // An engine before this one may not have been able to read it.
  if (settings.secrets.get().smartHostPassword !== null) retryLocked();
  scheduler.start();
  ruleProber.start();
  follower.start();
  domainCounts.start();
  const stopRetention = keepRetention({
    log: history,
    followers: { text: textIndex, certificates: certificateUse, tally },
    writer,
    clock,
    logger,
    stopwatchMs,
    limits() {
      const { retentionDays, maxMegabytes } = settings.inForce().history;
      return { retentionDays, maxBytes: maxMegabytes * 1_000_000 };
    },
  });

  return {
    api: createApi(context, changes, ruleChanges),
    smtpAddresses: () =>
      intake
        .status()
        .filter(({ state }) => state === 'listening')
        .map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)),
    async stop() {
      stopRetention();
      follower.stop();
      domainCounts.stop();
      own.stop();
      ruleProber.stop();
      pause.stop();
      const schedulerStopped = scheduler.stop();
      await operations.stop();
      stopDepth();
      depth.stop();
      reachability.stop();
      await intake.stop(stopGraceMs);
      await Promise.all([delivery.close(), prober.close()]);
      await schedulerStopped;
      await writer
        .write(() => history.append({ at: clock.now(), stage: 'Engine', outcome: 'stopped' }))
        .catch((error: unknown) => logger.error({ error }, 'The stop could not be recorded.'));
      closeDatabase(db);
    },
  };
}
