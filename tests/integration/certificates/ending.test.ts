import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { officeCa } from '../../support/officeCa.ts';
import { opensslMissing } from '../../support/openssl.ts';
import { createTestClock, dayMs, host, hourMs, shownChain, startCertified } from '../../support/ownCertificate.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine } from '../../support/testEngine.ts';

describe.skipIf(opensslMissing)(`the end of what was imported (${opensslMissing ?? 'made by OpenSSL'})`, () => {
  const { ssl, sign, pem } = officeCa();

  it('warns 30, 14 and 3 days before the end, once each, over restarts, until there is a successor', async () => {
    const clock = createTestClock();
    const dataDir = temporaryFolder();
    sign('ending', { days: 40 });
    let engine = await startTestEngine({ clock, dataDir });
    const end = new X509Certificate(ssl.read('ending.crt')).validToDate.getTime();
    await engine.call('certificate.import', { pem: pem('ending') });
    const warnings = async () =>
      (await engine.entries()).filter(({ outcome }) => outcome === 'warning').map(({ detail }) => detail);
    const notices = async () => (await engine.call('status.get', {})).notices;
    const restartAt = async (now: number) => {
      await engine.stop();
      clock.set(now);
      engine = await startTestEngine({ clock, dataDir });
    };
    const day = new Date(end).toISOString().slice(0, 10);

    await restartAt(end - 31 * dayMs);
    expect(await warnings()).toEqual([]);
    expect(await notices()).toEqual([]);
    // While it runs, within the hour.
    clock.set(end - 30 * dayMs);
    await clock.advance(hourMs);
    await engine.waitForEntry(({ outcome }) => outcome === 'warning');
    const at = (days: number) => new Date(end - days * dayMs).toISOString();
    expect(await warnings()).toEqual([`The certificate of this relay ends in 30 days, on ${day}.`]);
    expect(await notices()).toEqual([{ kind: 'own-certificate-expiring', at: at(30), detail: day }]);
    await restartAt(end - 20 * dayMs);
    expect(await warnings()).toHaveLength(1);
    await restartAt(end - 14 * dayMs);
    expect((await warnings())[1]).toBe(`The certificate of this relay ends in 14 days, on ${day}.`);
    await restartAt(end - dayMs);
    expect((await warnings())[2]).toBe(`The certificate of this relay ends in 1 day, on ${day}.`);
    await restartAt(end + dayMs);
    expect(await warnings()).toHaveLength(3);
    expect(await notices()).toEqual([{ kind: 'own-certificate-expiring', at: at(3), detail: day }]);
    expect((await engine.call('status.get', {})).state).toBe('attention');
    await engine.call('certificate.generate', { keyType: 'ec-p256', validDays: 365, names: [host] });
    expect(await notices()).toEqual([]);
    await engine.stop();
  });
});

describe('what was made here', () => {
  it('is renewed while the engine runs, with its key, names and length of life', async () => {
    const clock = createTestClock();
    const engine = await startCertified({ clock });
    const names = [host, '192.0.2.1'];
    const made = await engine.call('certificate.generate', {
      keyType: 'rsa-2048',
      validDays: 90,
      names,
      organization: 'Office',
      country: 'GB',
    });
    const end = Date.parse(made.certificate.notAfter);
    clock.set(end - 29 * dayMs);
    await clock.advance(hourMs);
    const renewed = await waitForRenewal(engine, made.certificate.sha256);
    expect(renewed).toMatchObject({ origin: 'generated', selfSigned: true });
    const { spkiPin, commonName, subjectAltNames, organization, location } = made.certificate;
    expect(renewed.certificate).toMatchObject({ spkiPin, commonName, subjectAltNames, organization, location });
    expect(Date.parse(renewed.certificate.notAfter)).toBeGreaterThan(clock.now() + 89 * dayMs);
    expect((await shownChain(engine))[0]?.fingerprint256).toBe(renewed.certificate.sha256);
    const { notices } = await engine.call('status.get', {});
    expect(notices).toEqual([]);
  });

  it('a pair that does not fit is replaced, kept, and told of', async () => {
    const dataDir = temporaryFolder();
    await (await startTestEngine({ dataDir })).stop();
    writeFileSync(join(dataDir, 'identity.key'), 'broken');
    const engine = await startCertified({ dataDir });
    const { notices, state } = await engine.call('status.get', {});
    expect(state).toBe('attention');
    expect(notices).toEqual([
      { kind: 'identity-replaced', at: expect.any(String), detail: expect.stringMatching(/identity\.key\.unusable-/) },
    ]);
    const [kept = ''] = notices[0]?.detail.split(', ') ?? [];
    expect(readFileSync(join(dataDir, kept), 'utf8')).toBe('broken');
    await engine.waitForEntry(
      ({ outcome, detail }) => outcome === 'warning' && (detail ?? '').includes('was replaced'),
    );
    await engine.call('certificate.generate', { keyType: 'ec-p256', validDays: 365, names: [host] });
    expect((await engine.call('status.get', {})).notices).toEqual([]);
  });
});

/** Renewal signs beside the event loop, and says nothing when it is done. */
async function waitForRenewal(engine: TestEngine, before: string) {
  for (;;) {
    const own = await engine.call('certificate.get', {});
    if (own.certificate.sha256 !== before) return own;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
