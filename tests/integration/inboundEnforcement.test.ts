import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { shareLab } from '../support/lab/shareLab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

const data = 'Subject: hello\r\n\r\nhello\r\n';
const starttlsFirst = '530 5.7.0 Must issue a STARTTLS command first';

describe('mail from a domain with an inbound rule', () => {
  let lab: Lab;
  let engine: TestEngine;
  shareLab((started) => {
    lab = started;
  });
  beforeEach(async () => {
    engine = await startTestEngine({ lab });
    await engine.call('settings.save', { acceptedDomains: ['office.example'] });
    const { address: host, port } = lab.doubles.trusted;
    await engine.call('routes.save', { name: 'Exchange', domains: ['office.example'], host, port });
    await engine.call('rules.save', { pattern: 'bank.example', mode: 'strict', direction: 'inbound' });
    await engine.call('rules.save', { pattern: '.bücher.example', mode: 'relaxed', direction: 'both' });
  });
  afterEach(() => engine.stop());

  const send = (from: string, more: { tls?: boolean; mailParameters?: string } = {}) =>
    sendMail({ port: engine.smtpPort, from, to: ['boss@office.example'], data, ...more });

  it.each([
    ['clerk@bank.example', ''],
    ['clerk@BANK.Example', ''],
    ['@relay.example:clerk@bank.example', ''],
    ['clerk@mail.xn--bcher-kva.example', ''],
    ['clerk@mail.bücher.example', 'SMTPUTF8'],
  ])('needs TLS as <%s> %s, and the refusal is in the log', async (from, mailParameters) => {
    const { mail } = await send(from, { mailParameters });
    expect(mail?.text).toBe(starttlsFirst);
    const refused = await engine.waitForEntry(({ outcome }) => outcome === 'refused');
    expect(refused).toMatchObject({
      stage: 'Processing: Check TLS',
      direction: 'inbound',
      code: 'starttls-not-supported',
      reply: starttlsFirst,
      protocol: null,
    });
    expect(refused.domain).toMatch(/^(bank\.example|mail\.(xn--bcher-kva|bücher)\.example)$/);
    expect(refused.ruleId).not.toBeNull();
    expect((await send(from, { mailParameters, tls: true })).final?.code).toBe(250);
    expect((await lab.doubles.trusted.waitForMessage()).rcptTo).toEqual(['boss@office.example']);
  });

  it('does not hold up the null sender, or a domain without a rule', async () => {
    for (const from of ['', 'anybody@elsewhere.example', 'clerk@sub.bank.example']) {
      expect((await send(from)).final?.code).toBe(250);
    }
    expect((await engine.entries()).filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  });

  it('needs the version that the rule asks', async () => {
    await engine.call('rules.save', {
      pattern: 'new.example',
      mode: 'strict',
      direction: 'inbound',
      minVersion: 'TLSv1.3',
    });
    const options = { port: engine.smtpPort, from: 'a@new.example', to: ['boss@office.example'], data };
    const { mail } = await sendMail({ ...options, tls: { maxVersion: 'TLSv1.2' } });
    expect(mail?.code).toBeGreaterThanOrEqual(500);
    const refused = await engine.waitForEntry(({ outcome }) => outcome === 'refused');
    expect(refused).toMatchObject({ stage: 'Processing: Check TLS', code: 'tls-version-too-low', protocol: 'TLSv1.2' });
    expect((await sendMail({ ...options, tls: true })).final?.code).toBe(250);
  });
});
