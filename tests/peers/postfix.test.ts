import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { type Postfix, type PostfixOptions, startPostfix, whyNoPostfix } from '../support/postfix.ts';
import { sendWithSwaks, whyNoSwaks } from '../support/swaks.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

/** swaks as the office's program, a real Postfix as the other side, and Sealpost between them. */

const whyNot = whyNoPostfix() ?? whyNoSwaks();
const domain = 'postfix.example';
const mxHost = 'mx.postfix.example';
const officeAddress = 'anna@office.example';

let dir: string;
let lab: Lab;
let engine: TestEngine;

beforeAll(async () => {
  if (whyNot !== null) return;
  dir = mkdtempSync(join(tmpdir(), 'sealpost-peers-'));
  lab = await startLab({ dir });
  lab.zone.set(domain, { mx: [{ preference: 10, exchange: mxHost }] });
  lab.zone.set(mxHost, { a: ['127.0.2.1'] });
  engine = await startTestEngine({ lab });
});

afterAll(async () => {
  if (whyNot !== null) return;
  await engine.stop();
  await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A test that needs the real programs, and says what is missing where it cannot run. */
function peerTest(name: string, body: () => Promise<void>): void {
  it(name, async (context) => {
    if (whyNot !== null) return context.skip(whyNot);
    await body();
  });
}

/** The MX of the domain, for this test. */
async function startMx(options: Partial<PostfixOptions>): Promise<Postfix> {
  const postfix = await startPostfix({
    hostname: mxHost,
    address: '127.0.2.1',
    port: lab.deliveryPort,
    domains: [domain],
    ...options,
  });
  onTestFinished(() => postfix.stop());
  return postfix;
}

async function saveRule(mode: 'strict' | 'relaxed'): Promise<void> {
  const { rules } = await engine.call('rules.list', {});
  const known = rules.find(({ pattern }) => pattern === domain);
  await engine.call('rules.save', { pattern: domain, mode, ...(known ? { id: known.id } : {}) });
}

function letter(subject: string, to: string): string {
  return [
    `From: Anna <${officeAddress}>`,
    `To: <${to}>`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '.')}@office.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Grüße aus dem Büro.',
    '.a line that begins with a dot',
    '..',
    `a long line ${'x'.repeat(900)}`,
    'the last line',
    '',
  ].join('\n');
}

/** Header and body as Postfix stored them, which is UTF-8 read as Latin-1. */
function bodyOf(message: string): string {
  return Buffer.from(message.slice(message.indexOf('\n\n') + 2), 'latin1').toString('utf8');
}

async function sendToEngine(subject: string, to: string): Promise<void> {
  await sendWithSwaks({
    server: { address: '127.0.0.1', port: engine.smtpPort },
    from: officeAddress,
    to: [to],
    data: letter(subject, to),
    tls: true,
  });
}

const ofMessage = (subject: string) => {
  const messageId = `<${subject.replaceAll(' ', '.')}@office.example>`;
  return (entry: { messageId: string | null }) => entry.messageId === messageId;
};

describe('swaks to Sealpost to Postfix', () => {
  peerTest('delivers over verified TLS to a Postfix with a trusted certificate', async () => {
    await saveRule('strict');
    const postfix = await startMx({ tls: await lab.ca.issue({ names: [mxHost] }) });
    await sendToEngine('over trusted TLS', `claire@${domain}`);

    const message = await postfix.waitForMail((text) => text.includes('Subject: over trusted TLS'));
    expect(bodyOf(message)).toContain(
      `Grüße aus dem Büro.\n.a line that begins with a dot\n..\na long line ${'x'.repeat(900)}\nthe last line\n`,
    );
    expect(message).toMatch(/Received: .*\n.*by mx\.postfix\.example \(Postfix\) with ESMTPS/);
    expect(postfix.log()).toMatch(/TLS connection established from .*: TLSv1\.3 with cipher TLS_/);

    const isOurs = ofMessage('over trusted TLS');
    const entry = await engine.waitForEntry((each) => isOurs(each) && each.outcome === 'delivered');
    expect(entry).toMatchObject({
      recipient: `claire@${domain}`,
      host: mxHost,
      address: '127.0.2.1',
      mode: 'strict',
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      certificate: { subjectAltNames: [mxHost], issuer: expect.stringContaining('Sealpost Lab Root') },
      reply: expect.stringContaining('250 2.0.0 Ok: queued as'),
    });
  });

  peerTest('keeps mail for a Postfix whose certificate nobody trusts, until the rule asks for less', async () => {
    await saveRule('strict');
    const postfix = await startMx({ tls: await lab.ca.selfSigned({ names: [mxHost] }) });
    await sendToEngine('not over untrusted TLS', `claire@${domain}`);

    const isOurs = ofMessage('not over untrusted TLS');
    const entry = await engine.waitForEntry((each) => isOurs(each) && each.outcome === 'deferred');
    expect(entry).toMatchObject({
      stage: 'Processing: Check TLS',
      code: 'certificate-not-trusted',
      host: mxHost,
      certificate: { subjectAltNames: [mxHost] },
      nextAttemptAt: expect.any(String),
      expiresAt: expect.any(String),
    });
    // Postfix counts the commands it heard.
    const heard = await postfix.waitForLog(/disconnect from /);
    expect(heard).toContain('starttls=1');
    expect(heard).not.toMatch(/\b(mail|rcpt|data)=/);
    expect(postfix.mail()).toEqual([]);
    const waiting = await engine.call('queue.list', { filter: { domain } });
    expect(waiting.messages.map(({ recipients }) => recipients.map(({ status, code }) => ({ status, code })))).toEqual([
      [{ status: 'deferred', code: 'certificate-not-trusted' }],
    ]);

    // A changed rule makes its mail due at once.
    await saveRule('relaxed');
    await postfix.waitForMail((text) => text.includes('Subject: not over untrusted TLS'));
    expect(await engine.waitForEntry((each) => isOurs(each) && each.outcome === 'delivered')).toMatchObject({
      mode: 'relaxed',
      protocol: 'TLSv1.3',
      attempt: 2,
    });
  });

  peerTest('keeps mail for a Postfix that offers no STARTTLS', async () => {
    await saveRule('strict');
    const postfix = await startMx({});
    await sendToEngine('not in the clear', `claire@${domain}`);
    const isOurs = ofMessage('not in the clear');
    expect(await engine.waitForEntry((each) => isOurs(each) && each.outcome === 'deferred')).toMatchObject({
      stage: 'Processing: Check TLS',
      code: 'starttls-not-supported',
      protocol: null,
    });
    expect(await postfix.waitForLog(/disconnect from /)).not.toMatch(/\b(starttls|mail|rcpt|data)=/);
    expect(postfix.mail()).toEqual([]);
    await engine.call('queue.remove', { domain });
  });
});

describe('Postfix with Sealpost as its relay host', () => {
  peerTest('hands its mail over, and each domain gets it as its rule says', async () => {
    await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
    const postfix = await startPostfix({
      hostname: 'mail.office.example',
      address: '127.0.2.2',
      port: lab.deliveryPort,
      settings: {
        relayhost: `[127.0.0.1]:${engine.smtpPort}`,
        // Our own certificate is self-signed: encrypted, and not verified, as an office would have it.
        smtp_tls_security_level: 'encrypt',
        smtp_tls_loglevel: '1',
      },
    });
    onTestFinished(() => postfix.stop());
    const to = ['claire@trusted.example', 'tom@self-signed.example'];
    await sendWithSwaks({
      server: postfix,
      from: officeAddress,
      to,
      data: letter('by way of Postfix', to.join('>, <')),
    });

    const delivered = await lab.doubles.trusted.waitForMessage();
    expect(delivered.rcptTo).toEqual(['claire@trusted.example']);
    expect(delivered.tls).not.toBeNull();
    expect(delivered.data.toString('utf8')).toMatch(
      /^Received: from mail\.office\.example .*\r\n.*\(Sealpost\) with ESMTPS/,
    );
    expect(delivered.data.toString('utf8')).toContain('\r\n.a line that begins with a dot\r\n..\r\n');

    const isOurs = ofMessage('by way of Postfix');
    expect(
      await engine.waitForEntry((each) => isOurs(each) && each.recipient === to[1] && each.outcome === 'deferred'),
    ).toMatchObject({ stage: 'Processing: Check TLS', code: 'certificate-not-trusted' });
    expect(lab.doubles['self-signed'].messages).toEqual([]);
    expect(postfix.log()).toMatch(/TLS connection established to 127\.0\.0\.1\[127\.0\.0\.1\].*: TLSv1\.3/);
    expect(postfix.log()).toMatch(/to=<claire@trusted\.example>, relay=127\.0\.0\.1.*status=sent \(250 2/);
  });
});
