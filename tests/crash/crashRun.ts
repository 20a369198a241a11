import { once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { EngineClient } from '../../src/shared/contract/client.ts';
import type { QueuedMessage } from '../../src/shared/contract/queue.ts';
import { type RunningService, startService } from '../support/service.ts';
import { inspectDeadDatabase } from './deadDatabase.ts';
import { readHistoryAfter, readQueue, withEngine } from './inspectEngine.ts';
import { Killer } from './killer.ts';
import { Ledger } from './ledger.ts';
import { sendLoad } from './load.ts';
import { planRound, type RoundPlan, staysQueued } from './plan.ts';
import { type Receivers, startReceivers } from './receivers.ts';
import type { CrashReport } from './report.ts';

export interface CrashRunOptions {
  rounds: number;
  seed: number;
  /** Empty; holds the data folder of the whole run. */
  dir: string;
  /** Hears a line a round. */
  print(line: string): void;
}

/** A life that does not go on within this has hung. */
const lifeLimitMs = 90_000;

/**
 * Kills the engine `rounds` times on one data folder, under load, then lets it deliver what is left. Each life is numbered
 * by its round; before a life gets its load, all that was promised in the lives before it is looked for.
 */
export async function runCrashes({ rounds, seed, dir, print }: CrashRunOptions): Promise<CrashReport> {
  const startedAt = performance.now();
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  const ledger = new Ledger();
  let killer = new Killer(null);
  const receivers = await startReceivers({
    dir,
    onEvent: (event) => killer.note(event),
    messageOf: (number) => ledger.sent.get(number),
  });
  const args = ['--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0', '--dns', receivers.lab.dns];
  args.push('--delivery-port', String(receivers.lab.deliveryPort), '--ca', receivers.lab.caFile);
  let kills = 0;
  let killsBeforeReady = 0;

  const spawnEngine = () => startService(args, (child) => killer.aim(child));

  const runKilledLife = async (life: number, plan: RoundPlan) => {
    killer = new Killer(plan.moment);
    const watcher = watch(dataDir, () => killer.note('folder'));
    try {
      const service = await spawnEngine().catch(unlessKilled(killer));
      if (service) {
        await check(dataDir, ledger, receivers, `life ${life}`).catch(unlessKilled(killer));
        for (const message of plan.messages) ledger.sent.set(message.number, message);
        await sendLoad(service.smtpPort, plan.messages, {
          onSent: () => killer.note('sent'),
          onAccepted: ({ number }, queueId) => {
            ledger.accepted.set(number, queueId);
            killer.note('accepted');
          },
        });
        killer.kill();
        await service.kill();
      } else killsBeforeReady += 1;
      kills += 1;
    } finally {
      watcher.close();
    }
    ledger.complain(`life ${life}`, ...receivers.harvest(life));
    const { problems, underWay } = inspectDeadDatabase(dataDir);
    ledger.noteUnderWay(life, underWay);
    ledger.complain(`after life ${life}`, ...problems.map((problem) => `the database: ${problem}`));
    const { on, count } = plan.moment;
    print(`round ${life}: ${on} ${count}; ${ledger.accepted.size} accepted, ${underWay.size} under way at the kill`);
  };

  try {
    killer = new Killer(null);
    await prepareSettings(await spawnEngine(), dataDir);
    for (let life = 1; life <= rounds; life += 1) {
      await within(lifeLimitMs, `round ${life}`, () => runKilledLife(life, planRound(seed, life)), killAtOnce);
    }
    killer = new Killer(null);
    await within(lifeLimitMs, 'the last life', () => runLastLife(rounds + 1), killAtOnce);
  } catch (error) {
    // An engine that does not start, answer or end: what was found before it is told as well.
    ledger.complain('the run broke off', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    killer.kill();
    await receivers.close();
  }

  async function runLastLife(life: number): Promise<void> {
    const service = await spawnEngine();
    await check(dataDir, ledger, receivers, 'the last life');
    await withEngine(dataDir, waitUntilDelivered);
    // What was read entry by entry over the run must still be there in one piece.
    const { lastSeq } = ledger;
    ledger.rereadHistory();
    await check(dataDir, ledger, receivers, 'the end');
    if (ledger.lastSeq < lastSeq)
      ledger.complain('the end', `the history ends at ${ledger.lastSeq}, and went up to ${lastSeq}`);
    const exitCode = await service.stop();
    if (exitCode !== 0) ledger.complain('the end', `the engine stopped with ${exitCode}`);
    ledger.complain('the end', ...receivers.harvest(life));
    const { problems } = inspectDeadDatabase(dataDir);
    ledger.complain('after the stop', ...problems.map((problem) => `the database: ${problem}`));
  }

  /** Whichever engine runs now. */
  function killAtOnce(): void {
    killer.kill();
  }

  const duplicates = ledger.checkDuplicates(receivers.takings);
  const isDelivered = (number: number) =>
    ledger.sent.get(number)?.recipients.every((address) => receivers.takings.has(address));
  const delivered = [...ledger.accepted.keys()].filter(isDelivered).length;
  return {
    seed,
    rounds,
    kills,
    killsBeforeReady,
    accepted: ledger.accepted.size,
    delivered,
    lost: ledger.lost,
    duplicates,
    violations: ledger.violations,
    durationMs: performance.now() - startedAt,
  };
}

/** Mail that was put off is tried again while the run lasts. */
async function prepareSettings(service: RunningService, dataDir: string): Promise<void> {
  await withEngine(dataDir, (client) => client.call('settings.save', { queue: { retrySchedule: '1s, 2s*' } }));
  await service.stop();
}

/** Looks for all that was promised so far, while the engine runs. */
async function check(dataDir: string, ledger: Ledger, receivers: Receivers, when: string): Promise<void> {
  await withEngine(dataDir, async (client) => {
    const queue = await readQueue(client);
    ledger.noteHistory(await readHistoryAfter(client, ledger.lastSeq));
    ledger.checkPromises(queue, receivers.taken(), when);
  });
}

/** Resolves once the queue holds only what no server takes. Looks whenever the engine says that the queue changed. */
async function waitUntilDelivered(client: EngineClient): Promise<void> {
  const changes = new EventTarget();
  client.subscribe('queue.changed', {}, () => changes.dispatchEvent(new Event('change')));
  for (;;) {
    const changed = once(changes, 'change');
    if ((await readQueue(client)).every(isSettled)) return;
    await changed;
  }
}

function isSettled({ recipients }: QueuedMessage): boolean {
  return recipients.every(({ address, attempts }) => staysQueued(address) && attempts > 0);
}

/** A connection that breaks is a finding, unless we broke it. */
function unlessKilled(killer: Killer): (error: unknown) => null {
  return (error) => {
    if (killer.killed) return null;
    throw error;
  };
}

/** Rejects where `work` takes longer, after `giveUp`. */
async function within(limitMs: number, what: string, work: () => Promise<void>, giveUp: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(new Error(`${what} did not end within ${limitMs / 1000} s.`));
    }, limitMs);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
