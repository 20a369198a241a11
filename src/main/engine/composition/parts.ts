import { type OpenedIdentity, openIdentity } from '../certificates/openIdentity.ts';
import { createReachability, type Reachability } from '../concerns/reachability.ts';
import type { EngineDeps } from '../engine.types.ts';
import type { OpenedFolder } from '../openFolder.ts';
import type { DataFolder } from '../storage/dataFolder.ts';
import { type Core, composeCore } from './core.ts';
import { composeHistory, type HistoryParts } from './history.ts';
import { composeInbound, type InboundParts } from './inbound.ts';
import { composeOutbound, type OutboundParts } from './outbound.ts';
import { composePolicy, type PolicyParts } from './policy.ts';
import { composeQueue, type QueueParts } from './queue.ts';

/** One engine, wired together. Nothing of it listens, delivers or probes before `startParts`. */
export interface EngineParts {
  core: Core;
  own: OpenedIdentity;
  history: HistoryParts;
  policy: PolicyParts;
  queue: QueueParts;
  inbound: InboundParts;
  outbound: OutboundParts;
  reachability: Reachability;
}

/** @throws {EngineStartError} `settings-invalid` */
export async function composeParts(
  opened: OpenedFolder,
  folder: DataFolder,
  startedAt: number,
  deps: EngineDeps,
): Promise<EngineParts> {
  let inbound: InboundParts | null = null;
  const core = composeCore(opened, folder, startedAt, deps, () => inbound?.intake.isHandingOver() ?? false);
  const { db, settings, writer, clock, logger, changes } = core;
  const history = composeHistory(core);
  const own = await openIdentity({
    folder,
    db,
    settings,
    history: history.log,
    writer,
    clock,
    logger,
    takeIntoUse: async () => inbound?.intake.reload(),
    onChanged: changes.raise,
  });
  const policy = composePolicy(db);
  const queue = composeQueue(core, history.log, () => outbound.scheduler.wake());
  const outbound = composeOutbound(core, deps.connect, history.log, queue, policy);
  inbound = composeInbound(core, history.log, queue, policy, own.identity);
  const reachability = createReachability(history.log);
  return { core, own, history, policy, queue, inbound, outbound, reachability };
}
