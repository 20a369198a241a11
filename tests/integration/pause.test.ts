import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { createFakeClock, type FakeClock } from '../support/fakeClock.ts';
import type { Lab } from '../support/lab/lab.ts';
import { shareLab } from '../support/lab/shareLab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let lab: Lab;
let clock: FakeClock;

shareLab((started) => {
  lab = started;
});
beforeEach(() => {
  clock = createFakeClock();
});

/** Each on the same folder in one test. */
async function start(dataDir = join(temporaryFolder(), 'data')): Promise<TestEngine> {
  const engine = await startTestEngine({ lab, clock, dataDir });
  onTestFinished(() => engine.stop().catch(() => {}));
  return engine;
}

const send = (engine: TestEngine, to: string) =>
  sendMail({ port: engine.smtpPort, from: 'ann@office.example', to: [to], data: 'Subject: hello\r\n\r\nHello.\r\n' });

const inMs = (ms: number) => new Date(clock.now() + ms).toISOString();
const outcomesOf = async (engine: TestEngine) =>
  (await engine.entries()).filter(({ stage }) => stage === 'Engine').map(({ outcome }) => outcome);

it('takes mail and starts no delivery, not even when asked to retry; then it goes on', async () => {
  const engine = await start();
  await engine.call('delivery.pause', {});
  const { final } = await send(engine, 'bob@trusted.example');
  expect(final?.code).toBe(250);
  expect(await engine.call('queue.retry', { domain: 'trusted.example' })).toMatchObject({ count: 1 });
  await clock.advance(2 * hourMs);
  expect(lab.doubles.trusted.connections).toHaveLength(0);
  const { pause, queue } = await engine.call('status.get', {});
  expect([pause, queue.messages]).toEqual([{ since: expect.any(String), until: null, endangered: 0 }, 1]);

  expect(await engine.call('delivery.resume', {})).toEqual({ pause: null });
  await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
  expect(await outcomesOf(engine)).toEqual(['started', 'paused', 'resumed']);
});

it('lets the delivery end that was under way', async () => {
  const engine = await start();
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  lab.doubles.trusted.behaviour.before = async (step) => {
    if (step !== 'data') return;
    reached.resolve();
    await goOn.promise;
  };
  await send(engine, 'bob@trusted.example');
  await reached.promise;
  await engine.call('delivery.pause', {});
  goOn.resolve();
  await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
  expect((await engine.call('status.get', {})).pause).not.toBeNull();
});

it('ends at its time, and another pause sets another time', async () => {
  const engine = await start();
  await engine.call('delivery.pause', { until: inMs(hourMs) });
  await send(engine, 'bob@trusted.example');
  await clock.advance(30 * minuteMs);
  const { pause } = await engine.call('delivery.pause', { until: inMs(hourMs) });
  expect(Date.parse(pause?.until ?? '') - Date.parse(pause?.since ?? '')).toBe(90 * minuteMs);
  await clock.advance(59 * minuteMs);
  expect(lab.doubles.trusted.connections).toHaveLength(0);
  await clock.advance(minuteMs);
  await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
  const entries = await engine.entries();
  expect(entries.filter(({ outcome }) => outcome === 'resumed')).toHaveLength(1);
  expect((await engine.call('status.get', {})).pause).toBeNull();
});

it('outlives a restart, and a restart after its end ends it', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const first = await start(dataDir);
  await first.call('delivery.pause', { until: inMs(hourMs) });
  await send(first, 'bob@trusted.example');
  await first.stop();
  const second = await start(dataDir);
  await clock.advance(minuteMs);
  expect((await second.call('status.get', {})).pause).not.toBeNull();
  expect(lab.doubles.trusted.connections).toHaveLength(0);
  await second.stop();
  clock.set(clock.now() + dayMs);
  const third = await start(dataDir);
  await third.waitForEntry(({ outcome }) => outcome === 'delivered');
  expect(await outcomesOf(third)).toEqual(['started', 'paused', 'stopped', 'started', 'stopped', 'started', 'resumed']);
});

it('gives nothing up while it lasts: it warns, and what ran out gets one last try', async () => {
  const engine = await start();
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  await send(engine, 'bob@self-signed.example');
  await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
  await engine.call('delivery.pause', {});
  expect((await engine.call('status.get', {})).pause?.endangered).toBe(0);
  clock.set(clock.now() + 6.5 * dayMs);
  expect((await engine.call('status.get', {})).pause?.endangered).toBe(1);
  await clock.advance(2 * dayMs);
  expect((await engine.call('status.get', {})).queue.messages).toBe(1);
  expect((await engine.entries()).some(({ outcome }) => outcome === 'expired')).toBe(false);

  await engine.call('delivery.resume', {});
  await engine.waitForEntry(({ outcome }) => outcome === 'expired');
  const tries = (await engine.entries()).filter(({ code }) => code === 'certificate-not-trusted');
  expect(tries.map(({ outcome }) => outcome)).toContain('deferred');
});

it('refuses an end that has passed', async () => {
  const engine = await start();
  await expect(engine.call('delivery.pause', { until: inMs(0) })).rejects.toMatchObject({
    refusal: { code: 'invalid-input', field: 'until' },
  });
  expect((await engine.call('status.get', {})).pause).toBeNull();
  expect(await engine.call('delivery.resume', {})).toEqual({ pause: null });
  expect(await outcomesOf(engine)).toEqual(['started']);
});
