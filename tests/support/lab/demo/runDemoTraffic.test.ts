import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../../src/main/engine/runtime.ts';
import type { HistoryEntry } from '../../../../src/shared/contract/history.ts';
import { tlsFailureCodes } from '../../../../src/shared/domain/failureCode.ts';
import type { HistoryOutcome } from '../../../../src/shared/domain/historyWords.ts';
import { startTestEngine, type TestEngine } from '../../testEngine.ts';
import { type Lab, startLab } from '../lab.ts';
import { createDemoClock, type DemoClock } from './demoClock.ts';
import { inboundEnforcedDomain, officeDomain, peers } from './peers.ts';
import { demoStartsBehindMs, runDemoTraffic } from './runDemoTraffic.ts';

let dir: string;
let lab: Lab;
let clock: DemoClock;
let engine: TestEngine;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sealpost-demo-'));
  lab = await startLab({ dir });
  clock = createDemoClock(systemClock, demoStartsBehindMs);
  engine = await startTestEngine({ lab, clock });
});
afterEach(async () => {
  await engine.stop();
  await lab.close();
  await rm(dir, { recursive: true });
});

/** What must be seen, each with how to know it. */
const sights: [string, (entry: HistoryEntry) => boolean][] = [
  ...peers.map(({ domain, outcome, code }): (typeof sights)[number] => [
    `${domain} ${outcome} ${code}`,
    (entry) => entry.domain === domain && entry.outcome === outcome && entry.code === code,
  ]),
  ...tlsFailureCodes
    .filter((code) => code !== 'validation-failure')
    .map((code): (typeof sights)[number] => [
      `a deferral for ${code}`,
      (entry) => entry.outcome === 'deferred' && entry.code === code && entry.stage === 'Processing: Check TLS',
    ]),
  ['mail given up after a week', (entry) => entry.outcome === 'expired' && entry.domain === 'expired.example'],
  ['what watch observed', (entry) => entry.outcome === 'observed' && entry.code === 'certificate-host-mismatch'],
  ['a host passed over', (entry) => entry.outcome === 'next-host' && entry.domain === 'second-mx.example'],
  [
    'unencrypted inbound mail refused',
    (entry) => entry.outcome === 'refused' && entry.code === 'starttls-not-supported',
  ],
  ['relaying denied', (entry) => entry.outcome === 'refused' && entry.code === 'relaying-denied'],
  [
    'encrypted inbound mail delivered',
    (entry) =>
      entry.direction === 'inbound' &&
      entry.outcome === 'delivered' &&
      (entry.sender?.endsWith(inboundEnforcedDomain) ?? false),
  ],
  [
    'a notice delivered to the sender',
    (entry) => entry.outcome === 'delivered' && entry.sender === '' && entry.domain === officeDomain,
  ],
  ...(['accepted', 'held', 'released', 'bounced', 'notified'] satisfies HistoryOutcome[]).map(
    (outcome): (typeof sights)[number] => [`something ${outcome}`, (entry) => entry.outcome === outcome],
  ),
];

it('shows every outcome, goes on gently, and ends when it is told to', { timeout: 60_000 }, async () => {
  const stop = new AbortController();
  const missing = new Map(sights);
  const sawAll = Promise.withResolvers<void>();
  const acceptedAfterwards = Promise.withResolvers<void>();
  const unsubscribe = engine.client.subscribe('history.tail', {}, (payload) => {
    for (const entry of payload.kind === 'entries' ? payload.entries : []) {
      if (missing.size === 0 && entry.outcome === 'accepted') acceptedAfterwards.resolve();
      for (const [name, fits] of missing) if (fits(entry)) missing.delete(name);
    }
    if (missing.size === 0) sawAll.resolve();
  });
  const traffic = runDemoTraffic({
    lab,
    smtp: `127.0.0.1:${engine.smtpPort}`,
    call: engine.call,
    clock,
    random: () => 0.5,
    signal: stop.signal,
  });
  const giveUp = setTimeout(() => sawAll.resolve(), 40_000);
  await Promise.race([sawAll.promise, traffic]);
  clearTimeout(giveUp);
  expect([...missing.keys()]).toEqual([]);
  expect((await engine.call('certificate.get', {})).warnings).toEqual([]);

  await Promise.race([acceptedAfterwards.promise, traffic]);
  unsubscribe();
  stop.abort();
  await traffic;
});
