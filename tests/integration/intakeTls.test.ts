import { once } from 'node:events';
import { createConnection } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { createSelfSigned } from '../../src/main/engine/certificates/selfSigned.ts';
import { SmtpClient } from '../support/smtpClient.ts';
import { identity, startIntake, strictPolicy } from '../support/testIntake.ts';

const message = 'Subject: secret\r\n\r\nHello\r\n';
const minute = 60_000;

describe('STARTTLS', () => {
  test('gives a session over TLS, with our certificate and trace', async () => {
    const { accepted, greet } = await startIntake();
    const client = await greet();
    expect((await client.startTls()).code).toBe(220);
    expect(client.tls?.getPeerX509Certificate()?.toString()).toBe(identity.cert);
    expect(client.tls?.getProtocol()).toBe('TLSv1.3');
    expect((await client.command('EHLO client.example')).lines).not.toContain('STARTTLS');
    await client.command('MAIL FROM:<ä@client.example> SMTPUTF8');
    await client.command('RCPT TO:<bob@office.example>');
    await client.command('DATA');
    expect((await client.sendData(message)).code).toBe(250);
    expect(accepted[0]).toMatchObject({
      original: message,
      smtpUtf8: true,
      session: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
    });
    expect(accepted[0]?.octets).toMatch(
      /with UTF8SMTPS id Q1\r\n\t\(using TLSv1\.3 with cipher TLS_AES_256_GCM_SHA384\)/,
    );
    expect((await client.command('STARTTLS')).code).toBe(503);
  });

  test('forgets what was said before it', async () => {
    const { greet } = await startIntake();
    const client = await greet();
    await client.command('MAIL FROM:<a@client.example>');
    await client.command('RCPT TO:<bob@office.example>');
    await client.startTls();
    expect((await client.command('DATA')).text).toMatch(/^503 5\.5\.1 .*EHLO/);
    await client.command('EHLO client.example');
    expect((await client.command('DATA')).text).toBe('503 5.5.1 Need RCPT before DATA');
  });

  test.each([1, 150])('executes nothing of %i commands that came in the clear behind it', async (count) => {
    const { port, refused, accepted } = await startIntake();
    const socket = createConnection({ host: '127.0.0.1', port });
    const plain = new SmtpClient(socket);
    await plain.readReply();
    await plain.command('EHLO client.example');
    const injected = 'EHLO evil.example\r\nMAIL FROM:<evil@client.example>\r\nRCPT TO:<bob@example.com>\r\n';
    const reply = await plain.command(`STARTTLS\r\n${injected.repeat(count)}NOOP`);
    expect(reply.code).toBe(220);

    socket.removeAllListeners('data');
    const secured = tlsConnect({ socket, rejectUnauthorized: false });
    await once(secured, 'secureConnect');
    const client = new SmtpClient(secured);
    expect((await client.command('MAIL FROM:<a@client.example>')).text).toMatch(/^503 .*EHLO/);
    await client.command('EHLO client.example');
    expect((await client.command('RCPT TO:<bob@example.com>')).text).toBe('503 5.5.1 Need MAIL before RCPT');
    expect([refused, accepted]).toEqual([[], []]);
    client.destroy();
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('does not speak %s', async (version) => {
    const { greet } = await startIntake();
    const client = await greet();
    const options = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(client.startTls(options)).rejects.toThrow();
  });

  test('takes a new certificate for new sessions', async () => {
    let current = identity;
    const { greet, intake } = await startIntake({}, { identity: () => current });
    current = await createSelfSigned({ hostname: 'new.office.example', now: Date.now() });
    await intake.reload();
    const client = await greet();
    await client.startTls();
    expect(client.tls?.getPeerX509Certificate()?.subjectAltName).toBe('DNS:new.office.example, DNS:localhost');
    current = { key: 'broken', cert: 'broken' };
    await intake.reload();
    expect((await (await greet()).startTls()).code).toBe(220);
  });

  test('cuts a handshake that does not come', async () => {
    const { clock, greet } = await startIntake();
    const client = await greet();
    expect((await client.command('STARTTLS')).code).toBe(220);
    await clock.advance(6 * minute);
    await client.closed;
    expect((await (await greet()).command('NOOP')).code).toBe(250);
  });

  test('hears over TLS that the session is over', async () => {
    const { clock, greet } = await startIntake();
    const client = await greet();
    await client.startTls();
    expect((await client.command('EHLO client.example')).code).toBe(250);
    await clock.advance(6 * minute);
    expect((await client.readReply()).code).toBe(421);
    await client.closed;
  });

  test('does not let the client renegotiate', async () => {
    const { greet } = await startIntake();
    const client = await greet();
    await client.startTls({ maxVersion: 'TLSv1.2' });
    const refused = new Promise<Error | null>((resolve) => {
      client.tls?.once('error', resolve);
      client.tls?.renegotiate({}, (error) => error && resolve(error));
    });
    expect(await refused).toBeInstanceOf(Error);
  });
});

describe('an inbound rule', () => {
  const policy = strictPolicy();
  const inboundPolicy = (domain: string) => (domain === 'bank.example' ? policy : null);

  test('refuses the sender in the clear, and takes him over TLS in the same session', async () => {
    const { accepted, refused, greet } = await startIntake({}, { inboundPolicy });
    const client = await greet('127.0.0.2');
    expect((await client.command('MAIL FROM:<boss@Bank.example>')).text).toBe(
      '530 5.7.0 Must issue a STARTTLS command first',
    );
    expect((await client.command('RCPT TO:<bob@office.example>')).code).toBe(503);
    expect(refused).toEqual([
      {
        sender: 'boss@Bank.example',
        recipient: null,
        direction: 'inbound',
        code: 'starttls-not-supported',
        reply: '530 5.7.0 Must issue a STARTTLS command first',
        policy,
        session: {
          clientAddress: '127.0.0.2',
          clientName: 'client.example',
          protocol: null,
          cipher: null,
          username: null,
        },
      },
    ]);
    await client.startTls();
    await client.command('EHLO client.example');
    expect((await client.command('MAIL FROM:<boss@Bank.example>')).code).toBe(250);
    await client.command('RCPT TO:<bob@office.example>');
    await client.command('DATA');
    await client.sendData(message);
    expect(accepted).toHaveLength(1);
  });

  test('refuses a version below its own', async () => {
    const inbound = () => strictPolicy({ minVersion: 'TLSv1.3' });
    const { refused, greet } = await startIntake({}, { inboundPolicy: inbound });
    const client = await greet();
    await client.startTls({ maxVersion: 'TLSv1.2' });
    await client.command('EHLO client.example');
    expect((await client.command('MAIL FROM:<boss@bank.example>')).text).toMatch(/^550 5\.7\.10 /);
    expect(refused).toMatchObject([{ code: 'tls-version-too-low', session: { protocol: 'TLSv1.2' } }]);
  });

  test('leaves other senders alone', async () => {
    const { greet } = await startIntake({}, { inboundPolicy });
    const client = await greet();
    expect((await client.command('MAIL FROM:<a@other.example>')).code).toBe(250);
  });
});

test('TLS from the first octet is no way in', async () => {
  const { port } = await startIntake();
  const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await expect(
    new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    }),
  ).rejects.toThrow();
});
