import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProbeProgress } from '../../src/shared/contract/verdict.ts';
import { createFakeClock } from '../support/fakeClock.ts';
import type { Lab } from '../support/lab/lab.ts';
import { shareLab } from '../support/lab/shareLab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

let lab: Lab;
let engine: TestEngine;

shareLab((started) => {
  lab = started;
});
beforeEach(async () => {
  engine = await startTestEngine({ lab });
});
afterEach(() => engine.stop());

describe('probe.domain', () => {
  it.each([
    ['trusted.example', 'strict', null, false],
    ['self-signed.example', 'relaxed', 'certificate-not-trusted', false],
    ['expired.example', 'relaxed', 'certificate-expired', false],
    ['wrong-name.example', 'relaxed', 'certificate-host-mismatch', false],
    ['no-starttls.example', 'opportunistic', 'starttls-not-supported', false],
    ['starttls-refused.example', 'opportunistic', 'starttls-refused', false],
    ['handshake-breaks.example', 'opportunistic', 'handshake-failed', false],
    ['tls11.example', 'opportunistic', 'tls-version-too-low', false],
    ['second-mx.example', 'opportunistic', 'handshake-failed', false],
    ['busy.example', null, 'service-not-available', true],
    ['null-mx.example', null, 'null-mx', false],
    ['missing.example', null, 'dns-nxdomain', false],
    ['servfail.example', null, 'dns-servfail', true],
  ] as const)('finds for %s: %s, %s', async (domain, strictestMode, code, unknown) => {
    expect(await engine.call('probe.domain', { domain })).toMatchObject({ domain, strictestMode, code, unknown });
  });

  it('tells per MX what it saw, with the certificate and how long each phase took', async () => {
    const { mx } = await engine.call('probe.domain', { domain: 'trusted.example' });
    expect(mx).toHaveLength(1);
    const verdict = mx[0]?.verdict;
    expect(verdict).toMatchObject({
      host: 'mx.trusted.example',
      offered: true,
      protocol: 'TLSv1.3',
      nameMatches: true,
      modes: { relaxed: { pass: true, code: null }, strict: { pass: true, code: null }, pinned: null },
    });
    expect(verdict?.certificates[0]?.subjectAltNames).toEqual(['mx.trusted.example']);
    for (const ms of Object.values(verdict?.timings ?? {})) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('says nothing of any message, says QUIT, and asks a host once in ten minutes', async () => {
    await engine.call('probe.domain', { domain: 'trusted.example' });
    await engine.call('probe.domain', { domain: 'trusted.example' });
    const [connection, ...others] = lab.doubles.trusted.connections;
    expect(others).toEqual([]);
    expect(connection?.commands.map(({ line }) => line.split(' ')[0])).toEqual(['EHLO', 'STARTTLS', 'EHLO', 'QUIT']);
    await engine.call('probe.domain', { domain: 'trusted.example', fresh: true });
    expect(lab.doubles.trusted.connections).toHaveLength(2);
  });

  it('judges pins and a name of its own', async () => {
    const { address: host, port } = lab.doubles.trusted;
    const { verdict } = await engine.call('probe.host', { host, port, name: 'mx.trusted.example' });
    expect(verdict.modes.strict.pass).toBe(true);
    const pin = verdict.certificates[0]?.spkiPin ?? '';
    const good = await engine.call('probe.host', { host, port, pins: [pin] });
    expect(good.verdict.modes).toMatchObject({ strict: { code: 'certificate-host-mismatch' }, pinned: { pass: true } });
    const wrong = await engine.call('probe.host', { host, port, pins: [`A${pin.slice(1)}`] });
    expect(wrong.verdict.modes.pinned).toEqual({ pass: false, code: 'pin-mismatch' });
  });
});

describe('a rule', () => {
  it('is probed at once, and its verdict is in the list and survives a restart', async () => {
    const dataDir = join(temporaryFolder(), 'kept');
    const clock = createFakeClock();
    const engine = await startTestEngine({ lab, clock, dataDir });
    await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
    await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    await engine.call('rules.save', { pattern: '*.trusted.example', mode: 'strict' });
    const verdicts = async (of = engine) => {
      const { rules } = await of.call('rules.list', {});
      return Object.fromEntries(
        rules.map(({ pattern, verdict }) => [pattern, verdict && [verdict.result, verdict.code]]),
      );
    };
    const expected = {
      'expired.example': ['not-valid', 'certificate-expired'],
      'trusted.example': ['valid', null],
      '*.trusted.example': null,
    };
    await expect.poll(() => verdicts()).toEqual(expected);
    const warning = await engine.waitForEntry(({ outcome }) => outcome === 'warning');
    expect(warning).toMatchObject({
      stage: 'Processing: Check TLS',
      domain: 'expired.example',
      code: 'certificate-expired',
    });
    await engine.stop();
    const asked = lab.doubles.expired.connections.length;
    const restarted = await startTestEngine({ lab, clock, dataDir });
    expect(await verdicts(restarted)).toEqual(expected);
    await clock.advance(60_000);
    expect(lab.doubles.expired.connections).toHaveLength(asked);
    await restarted.stop();
  });

  it('can be tried before it is saved', async () => {
    expect(await engine.call('rules.probe', { pattern: 'self-signed.example', mode: 'strict' })).toMatchObject({
      result: 'not-valid',
      code: 'certificate-not-trusted',
    });
    expect(await engine.call('rules.probe', { pattern: 'self-signed.example', mode: 'relaxed' })).toMatchObject({
      result: 'valid',
    });
    expect(await engine.call('rules.probe', { pattern: 'busy.example', mode: 'relaxed' })).toMatchObject({
      result: 'unknown',
    });
    expect((await engine.call('rules.list', {})).total).toBe(0);
  });

  it('takes over what a fresh test of its domain finds, and is as old as what it rests on', async () => {
    const clock = createFakeClock();
    const timed = await startTestEngine({ lab, clock });
    await timed.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    const verdict = async () => (await timed.call('rules.list', {})).rules[0]?.verdict;
    await expect.poll(verdict).toMatchObject({ result: 'valid' });
    const firstAt = (await verdict())?.checkedAt;
    await clock.advance(60_000);
    expect((await timed.call('probe.domain', { domain: 'trusted.example' })).checkedAt).toBe(firstAt);
    lab.doubles.trusted.behaviour.starttls = { kind: 'absent' };
    await timed.call('probe.domain', { domain: 'trusted.example', fresh: true });
    await expect.poll(verdict).toMatchObject({ result: 'not-valid', code: 'starttls-not-supported' });
    expect((await verdict())?.checkedAt).toBe(new Date(clock.now()).toISOString());
    await timed.stop();
  });

  it('is probed again a day later', async () => {
    const clock = createFakeClock();
    const timed = await startTestEngine({ lab, clock });
    await timed.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    const result = async () => (await timed.call('rules.list', {})).rules[0]?.verdict?.result;
    await expect.poll(result).toBe('valid');
    lab.doubles.trusted.behaviour.starttls = { kind: 'absent' };
    await clock.advance(23 * 3_600_000);
    expect(await result()).toBe('valid');
    await clock.advance(2 * 3_600_000);
    await expect.poll(result).toBe('not-valid');
    await timed.stop();
  });
});

describe('many at once', () => {
  it('streams results with progress and ends', async () => {
    const domains = ['trusted.example', 'self-signed.example', 'no-starttls.example', 'servfail.example'];
    const batches: ProbeProgress[] = [];
    await new Promise<void>((resolve, reject) => {
      const listen = (progress: ProbeProgress) => {
        batches.push(progress);
        if (progress.finished) resolve();
      };
      engine.client.subscribe('probe.run', { domains }, listen, (refusal) => reject(new Error(refusal.message)));
    });
    expect(batches.at(-1)).toMatchObject({ total: 4, done: 4 });
    expect(batches.flatMap(({ verdicts }) => verdicts.map(({ domain }) => domain)).sort()).toEqual([...domains].sort());
  });

  it('refuses a list with a line that is no domain, before anything is asked', async () => {
    const refused = await new Promise((resolve) => {
      engine.client.subscribe('probe.run', { domains: ['trusted.example', 'no domain'] }, () => {}, resolve);
    });
    expect(refused).toMatchObject({ code: 'invalid-input', field: 'domains.1' });
    expect(lab.doubles.trusted.connections).toEqual([]);
  });
});

describe('routes.validate', () => {
  const addRoute = async (name: string, double: keyof Lab['doubles']) => {
    const { address: host, port } = lab.doubles[double];
    return (await engine.call('routes.save', { name, domains: ['office.example'], host, port })).route.id;
  };
  const namedRoute = async (name: string, host: string) =>
    (await engine.call('routes.save', { name, domains: ['office.example'], host, port: lab.deliveryPort })).route.id;

  it('enforces the mode found once all pass, and mail goes through', async () => {
    await engine.call('settings.save', { acceptedDomains: ['office.example'] });
    await namedRoute('Exchange', 'mx.trusted.example');
    await addRoute('Old server', 'self-signed');
    const { results, pass } = await engine.call('routes.validate', { address: 'boss@office.example' });
    expect(pass).toBe(true);
    expect(results.map(({ result }) => result)).toEqual(['strict', 'relaxed']);
    const { routes } = await engine.call('routes.list', {});
    expect(routes.map(({ mode, validatedAt }) => [mode, validatedAt !== null])).toEqual([
      ['strict', true],
      ['relaxed', true],
    ]);
    for (const double of [lab.doubles.trusted, lab.doubles['self-signed']]) expect(double.messages).toEqual([]);
    await sendMail({
      port: engine.smtpPort,
      from: 'x@y.example',
      to: ['boss@office.example'],
      data: 'Subject: x\r\n\r\nx\r\n',
    });
    const delivered = await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    expect(['strict', 'relaxed']).toContain(delivered.mode);
  });

  it('cannot be passed with one failing route: nothing is enforced, nothing is stamped', async () => {
    await namedRoute('Exchange', 'mx.trusted.example');
    const failing = await addRoute('Fax', 'no-starttls');
    const { results, pass } = await engine.call('routes.validate', { address: 'boss@office.example' });
    expect(pass).toBe(false);
    expect(results.map(({ result }) => result)).toEqual(['strict', 'tls-not-supported']);
    const { routes } = await engine.call('routes.list', {});
    expect(routes.every(({ validatedAt, mode }) => validatedAt === null && mode === 'opportunistic')).toBe(true);
    await expect(
      engine.callRaw('routes.save', { ...routes[1], validatedAt: new Date().toISOString() }),
    ).rejects.toMatchObject({
      refusal: { code: 'invalid-input' },
    });
    expect((await engine.call('routes.validate', { address: 'boss@office.example', routeIds: [failing] })).pass).toBe(
      false,
    );
  });

  it.each([
    ['busy', 'no-answer'],
    ['tls11', 'tls-too-old'],
    ['handshake-breaks', 'tls-not-supported'],
    ['starttls-refused', 'tls-not-supported'],
    ['permfail', 'recipient-refused'],
    ['tempfail', 'recipient-refused'],
  ] as const)('says of the double %s: %s', async (double, result) => {
    await addRoute('Server', double);
    const validated = await engine.call('routes.validate', { address: 'boss@office.example' });
    expect(validated.results.map((each) => each.result)).toEqual([result]);
  });

  it('asks only for an address that the routes are there for', async () => {
    await addRoute('Server', 'trusted');
    for (const address of ['boss@elsewhere.example', 'no address', '@office.example']) {
      await expect(engine.call('routes.validate', { address })).rejects.toMatchObject({
        refusal: { field: 'address' },
      });
    }
    expect(lab.doubles.trusted.connections).toEqual([]);
  });

  it('tests the routes of the address, and keeps what was found where a change leaves it out', async () => {
    const id = await namedRoute('Exchange', 'mx.trusted.example');
    const { address: host, port } = lab.doubles['no-starttls'];
    await engine.call('routes.save', { name: 'Other office', domains: ['other.example'], host, port });
    const { results, pass } = await engine.call('routes.validate', { address: 'boss@office.example' });
    expect([results.map(({ routeId }) => routeId), pass]).toEqual([[id], true]);
    const change = { id, name: 'Mail', domains: ['office.example'], host: 'mx.trusted.example' };
    const { route } = await engine.call('routes.save', change);
    expect(route).toMatchObject({ mode: 'strict', port: lab.deliveryPort, priority: 10 });
    expect(route.validatedAt).not.toBeNull();
  });

  it('forgets the validation when the route points elsewhere', async () => {
    const id = await namedRoute('Exchange', 'mx.trusted.example');
    await engine.call('routes.validate', { address: 'boss@office.example' });
    const [route] = (await engine.call('routes.list', {})).routes;
    expect(route?.validatedAt).not.toBeNull();
    const change = {
      id,
      name: 'Exchange',
      domains: ['office.example'],
      port: lab.deliveryPort,
      mode: 'strict' as const,
    };
    const renamed = await engine.call('routes.save', { ...change, name: 'Mail', host: 'mx.trusted.example' });
    expect(renamed.route.validatedAt).toBe(route?.validatedAt);
    const moved = await engine.call('routes.save', { ...change, host: 'mx.self-signed.example' });
    expect(moved.route.validatedAt).toBeNull();
  });
});
