import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FailureCode } from '../../src/shared/domain/failureCode.ts';
import { createFakeClock, type FakeClock } from '../support/fakeClock.ts';
import type { Lab } from '../support/lab/lab.ts';
import type { DoubleName } from '../support/lab/labDoubles.ts';
import { shareLab } from '../support/lab/shareLab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

/** The main job, whole: a client hands mail to the engine, a double is the domain's MX, rules and history decide and tell. */
let lab: Lab;

shareLab((started) => {
  lab = started;
});

const secret = 'A secret that must not leave in the clear.';
const shortMessage = `From: <a@office.example>\r\nTo: <b@example>\r\nSubject: ${secret}\r\nMessage-ID: <1@office.example>\r\n\r\n${secret}\r\n`;

const send = (engine: TestEngine, to: string, data: Buffer | string = shortMessage) =>
  sendMail({ port: engine.smtpPort, from: 'a@office.example', to: [to], data, mailParameters: 'BODY=8BITMIME' });

describe('a strict domain with a trusted, matching certificate', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = await startTestEngine({ lab });
  });
  afterEach(() => engine.stop());

  it('gets a 25 MB message byte for byte, and the entry names protocol, cipher and certificate', async () => {
    await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    const data = hardMessage(25 * 1024 * 1024);
    const replies = await send(engine, 'b@trusted.example', data);
    expect(replies.final?.code).toBe(250);
    const message = await lab.doubles.trusted.waitForMessage();
    expect(message.tls?.protocol).toBe('TLSv1.3');
    const received = message.data.indexOf(data.subarray(0, 200));
    expect(message.data.subarray(0, received).toString()).toMatch(/^Received: [\s\S]+\r\n$/);
    expect(message.data.subarray(received).equals(data)).toBe(true);

    const entry = await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    expect(entry).toMatchObject({
      stage: 'Processing: Deliver',
      host: 'mx.trusted.example',
      protocol: 'TLSv1.3',
      mode: 'strict',
      messageId: '<hard@office.example>',
      recipient: 'b@trusted.example',
    });
    expect(entry.cipher).toMatch(/^TLS_/);
    expect(entry.certificate?.subjectAltNames).toContain('mx.trusted.example');
    expect(entry.certificate?.issuer).toContain('Sealpost Lab Root');
    expect((await engine.call('queue.list', {})).total).toBe(0);
  });
});

/** What the strict rule makes of each broken double, and after how many days it gives up. */
const broken: [DoubleName, FailureCode, number][] = [
  ['self-signed', 'certificate-not-trusted', 7],
  ['expired', 'certificate-expired', 7],
  ['not-yet-valid', 'certificate-not-yet-valid', 7],
  ['wrong-name', 'certificate-host-mismatch', 7],
  ['no-starttls', 'starttls-not-supported', 7],
  ['starttls-refused', 'starttls-refused', 7],
  ['handshake-breaks', 'handshake-failed', 7],
  ['tls11', 'tls-version-too-low', 7],
  ['injects', 'starttls-injection', 7],
  ['busy', 'service-not-available', 5],
];

const dayMs = 86_400_000;

describe.each(broken)('a strict rule against the double %s', (name, code, days) => {
  let engine: TestEngine;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = createFakeClock();
    engine = await startTestEngine({ lab, clock });
  });
  afterEach(() => engine.stop());

  it(`keeps the message with ${code}, tries on schedule, and after ${days} days deletes it and tells the sender`, async () => {
    const domain = `${name}.example`;
    await engine.call('rules.save', { pattern: domain, mode: 'strict' });
    const startedAt = clock.now();
    // The sender can be told: its domain has a good MX.
    const replies = await sendMail({
      port: engine.smtpPort,
      from: 'boss@trusted.example',
      to: [`b@${domain}`],
      data: shortMessage,
    });
    expect(replies.final?.code).toBe(250);

    const attempts = await followToTheEnd(engine, clock, domain);
    expect(new Set(attempts.map((entry) => entry.code))).toEqual(new Set([code]));
    if (days === 7) expect(new Set(attempts.map((entry) => entry.stage))).toEqual(new Set(['Processing: Check TLS']));
    expect(attempts[0]).toMatchObject({ host: `mx.${domain}`, mode: 'strict', attempt: 1 });

    // 1m, 5m, 15m, 30m, 1h, 2h, 4h*, each ±10 %, then the last try when the life ends.
    const waits = attempts.slice(1).map((entry, index) => Date.parse(entry.at) - Date.parse(attempts[index]?.at ?? ''));
    const planned = [1, 5, 15, 30, 60, 120].map((minutes) => minutes * 60_000);
    for (const [index, waitMs] of waits.slice(0, -1).entries()) {
      const plannedMs = planned[index] ?? 4 * 3_600_000;
      expect(waitMs).toBeGreaterThanOrEqual(plannedMs * 0.9);
      expect(waitMs).toBeLessThanOrEqual(plannedMs * 1.1);
    }
    const entries = await engine.entries();
    const expired = entries.find(({ outcome }) => outcome === 'expired');
    expect(Date.parse(expired?.at ?? '') - startedAt).toBe(days * dayMs);
    expect(expired).toMatchObject({
      code,
      domain,
      stage: days === 7 ? 'Processing: Check TLS' : 'Processing: Queue',
      nextAttemptAt: null,
    });

    // Not one byte of the envelope or the message: neither in the clear nor to a peer that was not verified.
    for (const connection of lab.doubles[name].connections) {
      const readable = connection.readable.toString('latin1');
      expect(readable).not.toContain(secret);
      expect(readable).not.toMatch(/MAIL FROM|RCPT TO|boss@|DATA/i);
    }
    expect(lab.doubles[name].messages).toEqual([]);
    expect(lab.doubles[name].connections.length).toBeGreaterThanOrEqual(attempts.length);

    const dsn = await lab.doubles.trusted.waitForMessage(({ data }) => data.includes('Action: failed'));
    expect(dsn).toMatchObject({ mailFrom: '', rcptTo: ['boss@trusted.example'] });
    const text = dsn.data.toString();
    expect(text).toMatch(/^Content-Type: multipart\/report;[\s\S]*?report-type="?delivery-status"?/m);
    expect(text).toContain(`Final-Recipient: rfc822; b@${domain}`);
    // The headers come back, the body never does.
    expect(text.split(secret)).toHaveLength(2);
    const warning = lab.doubles.trusted.messages.find(({ data }) => data.includes('Action: delayed'));
    expect(warning?.rcptTo).toEqual(['boss@trusted.example']);
    expect(lab.doubles.trusted.messages).toHaveLength(2);
    await engine.waitForEntry(({ outcome, sender }) => outcome === 'delivered' && sender === '');
    expect((await engine.call('queue.list', {})).total).toBe(0);
  });
});

describe('the queue', () => {
  it('delivers at once when the rule of a waiting domain changes', async () => {
    const engine = await startTestEngine({ lab, clock: createFakeClock() });
    const { rule } = await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
    await send(engine, 'b@self-signed.example');
    await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
    await engine.call('rules.save', { id: rule.id, pattern: 'self-signed.example', mode: 'relaxed' });
    const message = await lab.doubles['self-signed'].waitForMessage();
    expect(message.tls).not.toBeNull();
    await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    await engine.stop();
  });

  it('falls over to the second MX, and tells of the first', async () => {
    const engine = await startTestEngine({ lab });
    await engine.call('rules.save', { pattern: 'second-mx.example', mode: 'strict' });
    await send(engine, 'b@second-mx.example');
    await lab.doubles['second-mx-2'].waitForMessage();
    const delivered = await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    expect(delivered.host).toBe('mx2.second-mx.example');
    const passedOver = (await engine.entries()).find(({ outcome }) => outcome === 'next-host');
    expect(passedOver).toMatchObject({
      stage: 'Processing: Check TLS',
      host: 'mx1.second-mx.example',
      code: 'handshake-failed',
    });
    await engine.stop();
  });

  it('tells the sender of a permanent failure at once, and never the null sender', async () => {
    const engine = await startTestEngine({ lab });
    for (const from of ['boss@trusted.example', '']) {
      await sendMail({ port: engine.smtpPort, from, to: ['b@permfail.example'], data: shortMessage });
    }
    const dsn = await lab.doubles.trusted.waitForMessage();
    expect(dsn.data.toString()).toContain('550 5.1.1');
    await engine.waitForEntry(({ outcome, sender }) => outcome === 'failed' && sender === '');
    await engine.waitForEntry(
      ({ outcome, recipient }) => outcome === 'delivered' && recipient === 'boss@trusted.example',
    );
    expect((await engine.entries()).filter(({ outcome }) => outcome === 'notified')).toHaveLength(1);
    expect((await engine.call('queue.list', {})).total).toBe(0);
    await engine.stop();
  });

  it.each([
    ['null-mx.example', 'null-mx', 'failed'],
    ['missing.example', 'dns-nxdomain', 'failed'],
    ['servfail.example', 'dns-servfail', 'deferred'],
    ['tempfail.example', 'greylisted', 'deferred'],
  ] as const)('knows what %s means: %s, %s', async (domain, code, outcome) => {
    const engine = await startTestEngine({ lab, clock: createFakeClock() });
    await sendMail({ port: engine.smtpPort, from: '', to: [`b@${domain}`], data: shortMessage });
    const entry = await engine.waitForEntry((each) => each.domain === domain && each.outcome === outcome);
    expect(entry.code).toBe(code);
    await engine.stop();
  });

  it('records for a watched domain what strict would have said, and delivers', async () => {
    const engine = await startTestEngine({ lab });
    await engine.call('rules.save', { pattern: '*.example', mode: 'watch' }).catch(() => {});
    await engine.call('rules.save', { pattern: 'expired.example', mode: 'watch' });
    await send(engine, 'b@expired.example');
    await lab.doubles.expired.waitForMessage();
    const observed = await engine.waitForEntry(({ outcome }) => outcome === 'observed');
    expect(observed).toMatchObject({ code: 'certificate-expired', mode: 'watch', stage: 'Processing: Check TLS' });
    await engine.stop();
  });

  it('holds, releases, bounces and removes', async () => {
    const engine = await startTestEngine({ lab, clock: createFakeClock() });
    await sendMail({ port: engine.smtpPort, from: 'boss@trusted.example', to: ['b@busy.example'], data: shortMessage });
    await send(engine, 'c@busy.example');
    await engine.waitForEntry(({ outcome, recipient }) => outcome === 'deferred' && recipient === 'b@busy.example');
    await engine.waitForEntry(({ outcome, recipient }) => outcome === 'deferred' && recipient === 'c@busy.example');
    const { messages } = await engine.call('queue.list', {});
    const [second, first] = messages;
    if (!first || !second) throw new Error('Two messages wait.');
    expect(await engine.call('queue.hold', { domain: 'busy.example' })).toMatchObject({ count: 2 });
    await engine.call('queue.retry', { domain: 'busy.example' });
    expect((await engine.call('queue.list', { filter: { held: true } })).total).toBe(2);
    await engine.call('queue.release', { queueIds: [first.queueId] });
    await engine.waitForEntry(
      ({ outcome, attempt, recipient }) => outcome === 'deferred' && attempt === 2 && recipient === 'b@busy.example',
    );
    expect(await engine.call('queue.bounce', { queueIds: [first.queueId] })).toMatchObject({ count: 1 });
    await lab.doubles.trusted.waitForMessage(({ rcptTo }) => rcptTo.includes('boss@trusted.example'));
    expect(await engine.call('queue.remove', { queueIds: [second.queueId] })).toMatchObject({ count: 1 });
    const outcomes = (await engine.entries()).map(({ outcome }) => outcome);
    for (const outcome of ['held', 'retried', 'released', 'bounced', 'removed']) expect(outcomes).toContain(outcome);
    await expect(engine.call('queue.get', { queueId: second.queueId })).rejects.toMatchObject({
      refusal: { code: 'not-found' },
    });
    await engine.stop();
  });
});

describe('other ways than MX', () => {
  it('sends inbound mail over the internal routes of its domain', async () => {
    const engine = await startTestEngine({ lab });
    await engine.call('settings.save', { acceptedDomains: ['office.example'] });
    const route = { name: 'Exchange', domains: ['office.example'], host: '127.0.0.1', port: lab.doubles.trusted.port };
    await engine.call('routes.save', { ...route, host: lab.doubles.trusted.address });
    await sendMail({
      port: engine.smtpPort,
      from: 'x@elsewhere.example',
      to: ['Boss@Office.Example'],
      data: shortMessage,
    });
    const message = await lab.doubles.trusted.waitForMessage();
    expect(message.rcptTo).toEqual(['Boss@Office.Example']);
    const entry = await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    expect(entry).toMatchObject({ direction: 'inbound', mode: 'opportunistic' });
    await engine.stop();
  });

  it('keeps inbound mail that no route serves, and sends it when one is added', async () => {
    const engine = await startTestEngine({ lab, clock: createFakeClock() });
    await engine.call('settings.save', { acceptedDomains: ['office.example'] });
    await send(engine, 'boss@office.example');
    const kept = await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
    expect(kept.code).toBe('no-route');
    const { address, port } = lab.doubles.trusted;
    await engine.call('routes.save', { name: 'Exchange', domains: ['office.example'], host: address, port });
    await lab.doubles.trusted.waitForMessage();
    await engine.stop();
  });

  it('holds the link to the smart host to what the domain asks', async () => {
    const engine = await startTestEngine({ lab, clock: createFakeClock() });
    const double = lab.doubles['self-signed'];
    const host = 'mx.self-signed.example';
    await engine.call('settings.save', {
      smartHost: { host, port: lab.deliveryPort, mode: 'relaxed', username: null },
    });
    await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    await send(engine, 'free@elsewhere.example');
    expect((await double.waitForMessage()).rcptTo).toEqual(['free@elsewhere.example']);
    await send(engine, 'b@trusted.example');
    const kept = await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
    expect(kept).toMatchObject({ domain: 'trusted.example', code: 'certificate-not-trusted', host });
    expect(double.messages).toHaveLength(1);
    await engine.stop();
  });

  it('tells the smart host its password over verified TLS, shows it nowhere, and forgets it with the host', async () => {
    const engine = await startTestEngine({ lab });
    const smartHost = {
      host: 'mx.trusted.example',
      port: lab.deliveryPort,
      mode: 'strict' as const,
      username: 'office',
    };
    lab.doubles.trusted.behaviour.auth = { username: 'office', password: 'correct horse' };
    await engine.call('settings.save', { smartHost, smartHostPassword: 'correct horse' });
    await send(engine, 'free@elsewhere.example');
    await lab.doubles.trusted.waitForMessage();
    await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    const view = await engine.call('settings.get', {});
    expect(view.smartHostPasswordSet).toBe(true);
    expect(JSON.stringify([view, await engine.entries()])).not.toContain('correct horse');
    // It was given for that server: for another one it is asked for, or forgotten with the user.
    const moved = { ...smartHost, host: 'mx.tls12.example' };
    await expect(engine.call('settings.save', { smartHost: moved })).rejects.toMatchObject({
      refusal: { code: 'invalid-input', field: 'smartHostPassword' },
    });
    const after = await engine.call('settings.save', { smartHost: { ...moved, username: null } });
    expect(after.smartHostPasswordSet).toBe(false);
    await engine.stop();
  });
});

/** Moves the clock from try to try until the message is given up; returns its attempts. */
async function followToTheEnd(engine: TestEngine, clock: FakeClock, domain: string) {
  for (let attempt = 1; attempt < 100; attempt++) {
    const entry = await engine.waitForEntry(
      (each) => each.outcome === 'deferred' && each.attempt === attempt && each.domain === domain,
    );
    await engine.waitUntilIdle();
    if (entry.nextAttemptAt === null) break;
    await clock.advance(Date.parse(entry.nextAttemptAt) - clock.now());
  }
  return (await engine.entries()).filter((entry) => entry.outcome === 'deferred' && entry.domain === domain);
}

/** An attachment with everything that breaks careless relays: 8-bit octets, dot-lines, long lines, NUL-free binary. */
function hardMessage(size: number): Buffer {
  const header = Buffer.from(
    'From: <a@office.example>\r\nTo: <b@trusted.example>\r\nMessage-ID: <hard@office.example>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n',
  );
  const lines = ['.', '..', '.hidden', '', 'Grüße 😀', 'x'.repeat(998), ' '.repeat(70), '.\t.', 'From here'];
  const block = Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
  const body = Buffer.alloc(size, block);
  return Buffer.concat([header, body.subarray(0, body.lastIndexOf('\r\n') + 2), Buffer.from('.\r\n')]);
}
