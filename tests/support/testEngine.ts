import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectTcp } from '../../src/main/engine/delivery/session/connectTcp.ts';
import { createEngine } from '../../src/main/engine/engine.ts';
import type { EngineOverrides } from '../../src/main/engine/engine.types.ts';
import { type Clock, silentLogger, systemClock } from '../../src/main/engine/runtime.ts';
import { createEngineClient, type EngineClient } from '../../src/shared/contract/client.ts';
import type { HistoryEntry } from '../../src/shared/contract/history.ts';
import { callChecked, serveContract } from '../../src/shared/contract/server.ts';
import { createChannelPair } from './channelPair.ts';
import type { Lab } from './lab/lab.ts';

/** A whole engine in the test's process, spoken to through the contract as every client does. */
export interface TestEngine {
  client: EngineClient;
  call: EngineClient['call'];
  /** Input that no client of ours would send. */
  callRaw(name: string, input: unknown): Promise<unknown>;
  dataDir: string;
  /** Of its first listener. */
  smtpPort: number;
  /** The first entry, past or to come, that passes. Rejects after `timeoutMs` (10 s) with what the log holds. */
  waitForEntry(predicate: (entry: HistoryEntry) => boolean, timeoutMs?: number): Promise<HistoryEntry>;
  /** Every entry so far, oldest first. */
  entries(): Promise<HistoryEntry[]>;
  /** Resolves once nothing is due and nothing is being delivered: only then may a test move the clock. */
  waitUntilIdle(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestEngineOptions {
  lab?: Lab;
  clock?: Clock;
  dataDir?: string;
  overrides?: EngineOverrides;
  /** Of a keychain; without one by default. */
  dataKey?: Buffer | null;
}

export async function startTestEngine({
  lab,
  clock = systemClock,
  dataDir,
  overrides,
  dataKey = null,
}: TestEngineOptions = {}): Promise<TestEngine> {
  const dir = dataDir ?? mkdtempSync(join(tmpdir(), 'sealpost-engine-'));
  const bugs: unknown[] = [];
  const engine = await createEngine({
    dataDir: dir,
    version: '0.0.0-test',
    overrides: {
      listeners: [{ host: '127.0.0.1', port: 0 }],
      ...(lab ? { dnsServers: [lab.dns], deliveryPort: lab.deliveryPort, caFiles: [lab.caFile] } : {}),
      ...overrides,
    },
    demo: false,
    dataKey,
    clock,
    random: Math.random,
    connect: lab?.connect ?? connectTcp,
    logger: { ...silentLogger, error: (fields) => bugs.push(fields) },
  });
  const pair = createChannelPair();
  serveContract(pair.server, engine.api, (bug) => bugs.push(bug));
  const client = createEngineClient(pair.client);

  const entries = async () => {
    const found: HistoryEntry[] = [];
    for (let beforeSeq: number | undefined; ; ) {
      const page = await client.call('history.query', {
        limit: 1000,
        ...(beforeSeq === undefined ? {} : { beforeSeq }),
      });
      found.push(...page.entries);
      beforeSeq = page.entries.at(-1)?.seq;
      if (page.entries.length < 1000) return found.reverse();
    }
  };

  return {
    client,
    call: client.call,
    callRaw: (name, input) => callChecked(engine.api, name, input),
    dataDir: dir,
    smtpPort: Number(engine.smtpAddresses()[0]?.split(':').at(-1)),
    entries,
    async waitForEntry(predicate, timeoutMs = 10_000) {
      const past = (await entries()).find(predicate);
      if (past) return past;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(async () => {
          stop();
          const log = (await entries()).map(({ at, stage, outcome, code, recipient, detail }) => ({
            at,
            stage,
            outcome,
            code,
            recipient,
            detail,
          }));
          reject(
            new Error(
              `No such entry within ${timeoutMs} ms. ${JSON.stringify({ log, bugs: bugs.map(String) }, null, 1)}`,
            ),
          );
        }, timeoutMs);
        const settle = (found: HistoryEntry | undefined) => {
          if (!found) return;
          clearTimeout(timer);
          stop();
          resolve(found);
        };
        // Entries are looked for in the database, not in the tail's batches: those wait for the engine's clock.
        const poll = setInterval(async () => settle((await entries()).find(predicate)), 10);
        const stop = () => clearInterval(poll);
      });
    },
    async waitUntilIdle() {
      for (;;) {
        const { messages } = await client.call('queue.list', { limit: 1000 });
        const busy = messages
          .filter(({ held }) => !held)
          .flatMap(({ recipients }) => recipients)
          .some(
            ({ status, nextAttemptAt }) =>
              status === 'delivering' || (nextAttemptAt !== null && Date.parse(nextAttemptAt) <= clock.now()),
          );
        if (!busy) return;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async stop() {
      await engine.stop();
      pair.close();
      if (dataDir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}
