import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../support/fakeClock.ts';
import type { Lab } from '../support/lab/lab.ts';
import { shareLab } from '../support/lab/shareLab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

const data = 'Subject: hello\r\n\r\nThe secret.\r\n';

describe('an enforced domain', () => {
  let lab: Lab;
  let engine: TestEngine;
  shareLab((started) => {
    lab = started;
  });
  beforeEach(async () => {
    engine = await startTestEngine({ lab, clock: createFakeClock() });
  });
  afterEach(() => engine.stop());

  const readableOf = (name: 'no-starttls' | 'self-signed') =>
    lab.doubles[name].connections.map(({ readable }) => readable.toString('latin1')).join('\n');

  it('is found under every spelling of the recipient', async () => {
    lab.zone.set('mail.xn--bcher-kva.example', { mx: [{ preference: 10, exchange: 'mx.no-starttls.example' }] });
    await engine.call('rules.save', { pattern: '.BÜCHER.example', mode: 'strict' });
    const spellings = [
      'a@mail.bücher.example',
      'b@Mail.BÜCHER.Example',
      'c@MAIL.XN--BCHER-KVA.EXAMPLE',
      'd@mail。bücher．example',
    ];
    await sendMail({
      port: engine.smtpPort,
      from: 'me@office.example',
      to: spellings,
      data,
      mailParameters: 'SMTPUTF8',
    });
    for (const recipient of spellings) {
      await engine.waitForEntry((entry) => entry.recipient === recipient && entry.code === 'starttls-not-supported');
    }
    expect(readableOf('no-starttls')).not.toMatch(/MAIL FROM|secret/);
  });

  it('gets a notification about failed mail no other way than mail', async () => {
    await engine.call('rules.save', { pattern: 'no-starttls.example', mode: 'strict' });
    await sendMail({
      port: engine.smtpPort,
      from: 'me@no-starttls.example',
      to: ['b@permfail.example'],
      data,
      tls: true,
    });
    await engine.waitForEntry(
      (entry) => entry.recipient === 'me@no-starttls.example' && entry.code === 'starttls-not-supported',
    );
    expect(readableOf('no-starttls')).not.toMatch(/MAIL FROM|secret/);
  });

  it.each([
    ['ehlo', /MAIL FROM|secret/],
    ['data', /secret/],
  ] as const)(
    'gets nothing more in the clear once its rule is saved, not even what was on its way: at %s',
    async (at, never) => {
      const { behaviour } = lab.doubles['no-starttls'];
      const greeted = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      behaviour.before = async (step) => {
        if (step !== at) return;
        greeted.resolve();
        await goOn.promise;
      };
      await sendMail({ port: engine.smtpPort, from: 'me@office.example', to: ['b@no-starttls.example'], data });
      await greeted.promise;
      await engine.call('rules.save', { pattern: 'no-starttls.example', mode: 'strict' });
      goOn.resolve();
      const entry = await engine.waitForEntry(({ outcome }) => outcome === 'deferred' || outcome === 'delivered');
      expect(entry).toMatchObject({ outcome: 'deferred', code: 'starttls-not-supported', mode: 'strict', attempt: 1 });
      expect(readableOf('no-starttls')).not.toMatch(never);
    },
  );

  it('gets a message for a thousand recipients once each', async () => {
    const to = Array.from({ length: 1000 }, (_, index) => `r${index}@trusted.example`);
    await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    await sendMail({ port: engine.smtpPort, from: 'me@office.example', to: [...to, 'r0@trusted.example'], data });
    await engine.waitForEntry(
      ({ recipient, outcome }) => recipient === 'r999@trusted.example' && outcome === 'delivered',
      25_000,
    );
    await engine.waitUntilIdle();
    const got = lab.doubles.trusted.messages.flatMap(({ rcptTo }) => rcptTo);
    expect(got).toHaveLength(1000);
    expect(new Set(got).size).toBe(1000);
  }, 60_000);
});
