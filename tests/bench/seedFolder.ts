import { parseArgs } from 'node:util';
import { createHistoryLog } from '../../src/main/engine/history/log.ts';
import { createRuleStore } from '../../src/main/engine/policy/store.ts';
import { createQueueStore } from '../../src/main/engine/queue/store.ts';
import { createCertificateStore } from '../../src/main/engine/storage/certificateStore.ts';
import { closeDatabase, type Db, openDatabase } from '../../src/main/engine/storage/database.ts';
import { prepareDataFolder } from '../../src/main/engine/storage/dataFolder.ts';
import { createWriter } from '../../src/main/engine/storage/writer.ts';
import { createChance } from './seed/chance.ts';
import { domainAt } from './seed/names.ts';
import { createPeer, type Peer } from './seed/peers.ts';
import { queuedMessage } from './seed/queued.ts';
import { ruleAt, verdictOf } from './seed/rules.ts';
import { traffic } from './seed/traffic.ts';

export interface SeedOptions {
  rules: number;
  queued: number;
  entries: number;
  /** Domains without a rule that mail goes to as well. */
  otherDomains: number;
  /** The entries are spread over this many days before `now`. */
  days: number;
  seed: number;
  /** Epoch ms. */
  now: number;
}

export const defaultSeed: Omit<SeedOptions, 'now'> = {
  rules: 1000,
  queued: 1000,
  entries: 100_000,
  otherDomains: 500,
  days: 14,
  seed: 1,
};

const batch = 5000;

/** Fills a data folder, which must not be in use, by the engine's own stores: the same options, the same contents. */
export function seedFolder(dir: string, options: SeedOptions): void {
  const { db } = openDatabase(prepareDataFolder(dir).databaseFile, options.now);
  // A folder that a power cut spoils is made again.
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -262144');
  try {
    seedDatabase(db, options);
  } finally {
    closeDatabase(db);
  }
}

export function seedDatabase(db: Db, options: SeedOptions): void {
  const chance = createChance(options.seed);
  const peers = db.transaction(() => seedRules(db, options))();
  const some = peers.filter(({ trouble }) => trouble !== null);
  const troubled = some.length > 0 ? some : peers;

  const store = createQueueStore(db);
  const recipientIds = db
    .prepare<[string], number>(
      'SELECT r.id FROM recipient r JOIN message m ON m.id = r.message_rowid WHERE m.queue_id = ? ORDER BY r.id',
    )
    .pluck();
  const holdMessage = db.prepare('UPDATE message SET held = 1 WHERE queue_id = ?');
  const holdRecipient = db.prepare('UPDATE recipient SET held = 1 WHERE id = ?');
  inBatches(db, options.queued, () => {
    const { message, held, changes } = queuedMessage(chance, troubled, options.now);
    store.insert(message);
    const ids = recipientIds.all(message.queueId);
    for (const [index, id] of ids.entries()) {
      const change = changes[index];
      const domain = message.recipients[index]?.domain;
      if (change && domain !== undefined) store.update({ id, domain, ...change });
      // Who was told of the delay is not told again, by an engine that would be busy with nothing else.
      store.markDelayWarned(id);
      if (held) holdRecipient.run(id);
    }
    if (held) holdMessage.run(message.queueId);
  });

  const writer = createWriter(db);
  const log = createHistoryLog(db, writer, createCertificateStore(db));
  const entries = traffic(chance, peers, { count: options.entries, days: options.days, now: options.now });
  for (let left = options.entries; left > 0; left -= batch) {
    void writer.write(() => {
      for (let i = 0; i < Math.min(batch, left); i++) {
        const { value, done } = entries.next();
        if (!done) log.append(value);
      }
    });
    writer.flush();
  }
}

function inBatches(db: Db, count: number, insertOne: () => void): void {
  const insert = db.transaction((size: number) => {
    for (let i = 0; i < size; i++) insertOne();
  });
  for (let left = count; left > 0; left -= batch) insert(Math.min(batch, left));
}

/** Saves the rules; returns the servers that the mail of the log and of the queue meets. */
function seedRules(db: Db, options: SeedOptions): Peer[] {
  const chance = createChance(options.seed + 1);
  const store = createRuleStore(db);
  const peers: Peer[] = [];
  for (let index = 0; index < options.rules; index++) {
    const rule = ruleAt(chance, index, options.now);
    store.save(rule);
    const verdict = verdictOf(chance, rule, options.now);
    if (verdict) store.saveVerdict(rule.id, verdict);
    const matches = rule.enabled && rule.direction !== 'inbound' ? { id: rule.id, mode: rule.mode } : null;
    const domains = rule.pattern.startsWith('*.')
      ? ['mail', 'eu', 'a.b'].map((label) => rule.pattern.replace('*', label))
      : [rule.pattern];
    for (const domain of domains) peers.push(createPeer(chance, domain, matches, options.now));
  }
  for (let index = 0; index < options.otherDomains; index++) {
    peers.push(createPeer(chance, domainAt(options.rules + index), null, options.now));
  }
  // Which domains get most mail has nothing to do with the order of the rules.
  return peers
    .map((peer) => ({ peer, place: chance.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ peer }) => peer);
}

if (import.meta.main) {
  const number = (text: string | undefined, otherwise: number) => {
    const value = text === undefined ? otherwise : Number(text);
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`"${text}" is not a whole number.`);
    return value;
  };
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      rules: { type: 'string' },
      queued: { type: 'string' },
      entries: { type: 'string' },
      domains: { type: 'string' },
      days: { type: 'string' },
      seed: { type: 'string' },
      now: { type: 'string' },
    },
  });
  if (values.dir === undefined) {
    throw new Error(
      'Say where: seedFolder.ts --dir DIR [--rules N] [--queued N] [--entries N] [--domains N] [--days N] [--seed N] [--now TIME]',
    );
  }
  const startedAt = performance.now();
  seedFolder(values.dir, {
    rules: number(values.rules, defaultSeed.rules),
    queued: number(values.queued, defaultSeed.queued),
    entries: number(values.entries, defaultSeed.entries),
    otherDomains: number(values.domains, defaultSeed.otherDomains),
    days: number(values.days, defaultSeed.days),
    seed: number(values.seed, defaultSeed.seed),
    now: values.now === undefined ? Date.now() : Date.parse(values.now),
  });
  process.stdout.write(`${values.dir} is filled, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}
