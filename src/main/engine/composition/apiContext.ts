import { randomUUID } from 'node:crypto';
import type { ApiContext } from '../api/context.ts';
import type { EngineDeps } from '../engine.types.ts';
import { createSavedFilterStore } from '../history/savedFilters.ts';
import { passwordNotices } from '../settings/passwordNotices.ts';
import { writeBackup } from '../storage/backup.ts';
import { sqliteVersion } from '../storage/database.ts';
import { freeSpace } from '../storage/freeSpace.ts';
import type { EngineParts } from './parts.ts';

/** What the contract's handlers may use of an engine. */
export function createApiContext(parts: EngineParts, deps: EngineDeps): ApiContext {
  const { core, own, policy, queue, outbound } = parts;
  const { folder, db, writer, settings, clock, startedAt } = core;
  const { store, admin, spool, operations, depth } = queue;
  const { log, query, tally, domainCounts } = parts.history;
  return {
    version: deps.version,
    dataDir: folder.path,
    demo: deps.demo,
    sqliteVersion: sqliteVersion(db),
    startedAt,
    clock,
    writer,
    settings,
    rules: { ...policy.rules, prober: outbound.ruleProber, changed: outbound.ruleChanges.raise },
    prober: outbound.prober,
    routes: policy.routes,
    queue: { store, admin, spool, operations, depth },
    reachability: parts.reachability,
    freeSpace: () => freeSpace(folder.path),
    history: { log, query, tally, domainCounts },
    filters: createSavedFilterStore(db),
    notifier: queue.notifier,
    pause: outbound.pause,
    users: parts.inbound.users,
    backup(file) {
      const about = { version: deps.version, now: clock.now(), secrets: settings.secrets.forBackup() };
      return writeBackup(db, folder, file, about, spool.holdRemovals);
    },
    restart: deps.restart ?? null,
    intake: parts.inbound.intake,
    notices: () => [...core.openNotices, ...own.notices(), ...passwordNotices(settings, startedAt)],
    retryWithPassword: queue.retryWithPassword,
    identity: own.identity,
    newId: randomUUID,
    wakeScheduler: outbound.scheduler.wake,
    askDnsAnew: outbound.askDnsAnew,
    queueChanged: core.changes.raise,
    forgetBody: queue.forgetBody,
  };
}
