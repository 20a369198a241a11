import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClockStep } from '../../../src/main/engine/runtime.ts';
import type { HistoryEntry } from '../../../src/shared/contract/history.ts';
import { createFakeClock, type FakeClock } from '../../support/fakeClock.ts';
import { type Lab, startLab } from '../../support/lab/lab.ts';
import { SmtpClient } from '../../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../../support/testEngine.ts';

/** A clock that is set while mail waits, and a machine that sleeps. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let folder: string;
let lab: Lab;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-clock-'));
  lab = await startLab({ dir: folder });
});

afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An engine with one message that no server takes yet, after its first try. */
async function engineWithWaitingMail(retrySchedule?: string) {
  const clock = createFakeClock();
  let listener: ((step: ClockStep) => void) | null = null;
  const watched = {
    ...clock,
    onStep(given: (step: ClockStep) => void) {
      listener = given;
    },
  };
  const dataDir = mkdtempSync(join(folder, 'data-'));
  let engine = await startTestEngine({ lab, clock: watched, dataDir });
  lab.doubles.trusted.behaviour.greeting = '421 4.3.2 come back later';
  await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
  if (retrySchedule !== undefined) await engine.call('settings.save', { queue: { retrySchedule } });
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  await client.readReply();
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@office.example>', 'RCPT TO:<b@trusted.example>', 'DATA']) {
    await client.command(line);
  }
  await client.sendData('Subject: waits\r\n\r\nx\r\n');
  await client.quit();
  await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
  const recipient = async () => {
    const { messages } = await engine.call('queue.list', { limit: 10 });
    const found = messages[0]?.recipients[0];
    if (!found?.nextAttemptAt || !found.expiresAt)
      throw new Error(`The message does not wait. ${JSON.stringify(await engine.entries())}`);
    return {
      toNextTryMs: Date.parse(found.nextAttemptAt) - clock.now(),
      toEndMs: Date.parse(found.expiresAt) - clock.now(),
      attempts: found.attempts,
    };
  };
  return {
    clock,
    engine,
    recipient,
    /** The engine ends; the clock is set; another starts on the same data. */
    async restart(byMs: number) {
      await engine.stop();
      clock.set(clock.now() + byMs);
      engine = await startTestEngine({ lab, clock: watched, dataDir });
      return engine;
    },
    /** Somebody sets the clock; resolves when the engine goes by it. */
    async setClock(byMs: number) {
      await new Promise<void>((adopted) =>
        listener?.({
          byMs,
          adopt() {
            clock.set(clock.now() + byMs);
            adopted();
          },
        }),
      );
    },
  };
}

type Waiting = Awaited<ReturnType<typeof engineWithWaitingMail>>;

test.each([dayMs, 30 * dayMs, -dayMs])(
  'a clock that is set by %i ms takes nothing from the mail that waits',
  async (byMs) => {
    const { clock, engine, recipient, setClock } = await engineWithWaitingMail();
    const before = await recipient();
    await setClock(byMs);
    expect(await recipient()).toEqual(before);
    const told = await engine.waitForEntry(({ detail }) => detail?.startsWith('clock-set') === true);
    expect(told).toMatchObject({ stage: 'Engine', outcome: 'warning' });
    // It is tried when it would have been, and not before.
    await clock.advance(before.toNextTryMs - 1000);
    expect((await recipient()).attempts).toBe(1);
    lab.doubles.trusted.reset();
    await clock.advance(1000);
    await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    await engine.stop();
  },
);

const yearMs = 365 * dayMs;

/** Minute by minute, through hours of which the log deletes what it takes for old. */
async function advanceUntil(clock: FakeClock, engine: TestEngine, isEnough: (entry: HistoryEntry) => boolean) {
  for (let minutes = 0; minutes < 180 || (minutes < 600 && !(await engine.entries()).some(isEnough)); minutes += 1) {
    await clock.advance(60_000);
  }
  if (!(await engine.entries()).some(isEnough)) throw new Error(JSON.stringify(await engine.entries()));
}

/** None of its mail was given up, and it leaves as soon as it is taken. */
async function expectDelivery({ clock, recipient }: Waiting, engine: TestEngine) {
  const { toNextTryMs, toEndMs } = await recipient();
  expect(toNextTryMs).toBeLessThanOrEqual(5 * hourMs);
  expect(toEndMs).toBeLessThan(8 * dayMs);
  lab.doubles.trusted.reset();
  await advanceUntil(clock, engine, ({ outcome }) => outcome === 'delivered');
  const entries = await engine.entries();
  expect(entries.filter(({ outcome }) => outcome === 'expired')).toEqual([]);
  expect(entries.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  await engine.stop();
}

test.each([yearMs, 26 * yearMs, -yearMs, -26 * yearMs])(
  'a clock that was set by %i ms while no engine ran, and comes back while one does, costs no message',
  async (byMs) => {
    const waiting = await engineWithWaitingMail();
    const engine = await waiting.restart(byMs);
    // It is tried, and fails, in the wrong time.
    await advanceUntil(waiting.clock, engine, ({ outcome, attempt }) => outcome === 'deferred' && attempt === 2);
    await waiting.setClock(-byMs);
    await expectDelivery(waiting, engine);
  },
);

test.each([yearMs, -yearMs])(
  'a clock that is set by %i ms while the engine runs, and comes back while none does, costs no message',
  async (byMs) => {
    const waiting = await engineWithWaitingMail();
    await waiting.setClock(byMs);
    const { clock, engine } = waiting;
    await advanceUntil(clock, engine, ({ outcome, attempt }) => outcome === 'deferred' && attempt === 2);
    await expectDelivery(waiting, await waiting.restart(-byMs));
  },
);

test('a machine that slept for eight hours sends what fell due meanwhile, and gives up nothing', async () => {
  const { clock, engine, recipient } = await engineWithWaitingMail('4h*');
  const { toEndMs } = await recipient();
  expect(toEndMs).toBeGreaterThan(4 * dayMs);
  // A timer for the planned try would come four hours after the machine woke: it must not be waited for.
  await clock.advance(5 * 60_000);
  clock.sleep(8 * hourMs);
  lab.doubles.trusted.reset();
  await clock.advance(60_000);
  await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
  expect((await engine.entries()).filter(({ outcome }) => outcome === 'expired')).toEqual([]);
  await engine.stop();
});

test('an outage of three days ends without a storm: each domain is tried within its limit', async () => {
  const clock = createFakeClock();
  const engine = await startTestEngine({ lab, clock });
  lab.doubles.trusted.reset();
  lab.doubles.trusted.behaviour.greeting = '421 4.3.2 come back later';
  const { settings } = await engine.call('settings.get', {});
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  await client.readReply();
  await client.command('EHLO c.example');
  for (let i = 0; i < 60; i += 1) {
    for (const line of ['MAIL FROM:<a@office.example>', `RCPT TO:<b${i}@trusted.example>`, 'DATA'])
      await client.command(line);
    await client.sendData('Subject: waits\r\n\r\nx\r\n');
  }
  await client.quit();
  await engine.waitUntilIdle();
  clock.set(clock.now() + 3 * dayMs);
  lab.doubles.trusted.reset();
  let open = 0;
  let most = 0;
  lab.doubles.trusted.behaviour.before = async (step) => {
    if (step === 'greeting') open += 1;
    if (step === 'quit') open -= 1;
    most = Math.max(most, open);
  };
  await clock.advance(60_000);
  await engine.waitUntilIdle();
  while (lab.doubles.trusted.messages.length < 60) {
    await lab.doubles.trusted.waitForMessage(() => lab.doubles.trusted.messages.length >= 60);
  }
  expect(most).toBeLessThanOrEqual(settings.delivery.maxConnectionsPerDomain);
  // Not a connection a message either.
  expect(lab.doubles.trusted.connections.length).toBeLessThanOrEqual(2 * settings.delivery.maxConnectionsPerDomain);
  await engine.stop();
});
