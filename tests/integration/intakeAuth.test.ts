import pino from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Authenticate, AuthResult, Credentials } from '../../src/main/engine/intake/auth/authenticate.ts';
import type { IntakeDeps } from '../../src/main/engine/intake/types.ts';
import type { User } from '../../src/shared/contract/user.ts';
import { SmtpClient, sendMail } from '../support/smtpClient.ts';
import { sendWithSwaks, whyNoSwaks } from '../support/swaks.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';
import { startIntake } from '../support/testIntake.ts';

const stranger = '127.0.0.2';
const message = 'Subject: x\r\n\r\nHello\r\n';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = (username: string, password: string) => `AUTH PLAIN ${base64(`\0${username}\0${password}`)}`;
const right: Authenticate = async ({ username, password }) =>
  password === 'right' ? { kind: 'accepted', username, holds: () => true } : { kind: 'refused' };

async function startSubmission(authenticate: Authenticate = right, deps: Partial<IntakeDeps> = {}) {
  const intake = await startIntake({}, { offersAuth: () => true, authenticate, ...deps });
  const secured = async (address = stranger) => {
    const client = await intake.greet(address);
    await client.startTls();
    const ehlo = await client.command('EHLO client.example');
    return { client, extensions: ehlo.lines };
  };
  return { ...intake, secured };
}

describe('AUTH', () => {
  test('is offered over TLS only, and refused in the clear without a look at the password', async () => {
    const seen: Credentials[] = [];
    const { greet, secured } = await startSubmission(async (credentials) => {
      seen.push(credentials);
      return { kind: 'accepted', username: 'office', holds: () => true };
    });
    const client = await greet(stranger);
    expect((await client.command('EHLO client.example')).text).not.toContain('AUTH');
    expect((await client.command(plain('office', 'right'))).code).toBe(538);
    expect((await client.command('AUTH LOGIN')).code).toBe(538);
    expect(seen).toEqual([]);
    expect((await secured()).extensions).toContain('AUTH PLAIN LOGIN');
  });

  test('is not offered where there is nobody to log in', async () => {
    const { greet } = await startIntake();
    const client = await greet(stranger);
    await client.startTls();
    expect((await client.command('EHLO client.example')).text).not.toContain('AUTH');
    expect((await client.command(plain('office', 'right'))).code).toBe(502);
  });

  test('lets a stranger relay, with ESMTPSA in the trace and without his name in it', async () => {
    const { secured, accepted } = await startSubmission();
    const { client } = await secured();
    await client.command('MAIL FROM:<a@office.example>');
    expect((await client.command('RCPT TO:<bob@example.com>')).text).toMatch(/^550 5\.7\.1/);
    await client.command('RSET');
    expect((await client.command(plain('till-7', 'right'))).text).toMatch(/^235 2\.7\.0/);
    expect((await client.command('MAIL FROM:<a@office.example> AUTH=<>')).code).toBe(250);
    expect((await client.command('RCPT TO:<bob@example.com>')).code).toBe(250);
    await client.command('DATA');
    expect((await client.sendData(message)).code).toBe(250);
    expect(accepted[0]).toMatchObject({
      session: { username: 'till-7', clientAddress: stranger },
      recipients: [{ address: 'bob@example.com', direction: 'outbound' }],
    });
    expect(accepted[0]?.octets).toContain('with ESMTPSA id');
    expect(accepted[0]?.octets).not.toContain('till-7');
  });

  test('LOGIN in its three forms, and PLAIN with a challenge', async () => {
    const { secured } = await startSubmission();
    const one = (await secured()).client;
    expect((await one.command('AUTH LOGIN')).text).toBe(`334 ${base64('Username:')}`);
    expect((await one.command(base64('office'))).text).toBe(`334 ${base64('Password:')}`);
    expect((await one.command(base64('right'))).code).toBe(235);
    const two = (await secured()).client;
    expect((await two.command(`AUTH LOGIN ${base64('office')}`)).code).toBe(334);
    expect((await two.command(base64('right'))).code).toBe(235);
    const three = (await secured()).client;
    expect((await three.command('auth plain')).text).toBe('334 ');
    expect((await three.command(base64('\0office\0right'))).code).toBe(235);
  });

  test('a wrong password gives 535, and the session is as much a stranger as before', async () => {
    const { secured } = await startSubmission();
    const { client } = await secured();
    expect((await client.command(plain('office', 'wrong'))).text).toBe('535 5.7.8 Authentication credentials invalid');
    await client.command('MAIL FROM:<a@office.example>');
    expect((await client.command('RCPT TO:<bob@example.com>')).code).toBe(550);
  });

  test('is refused twice, during a mail, cancelled, malformed or by an unknown mechanism', async () => {
    const { secured } = await startSubmission();
    const { client } = await secured();
    expect((await client.command('AUTH CRAM-MD5')).code).toBe(504);
    expect((await client.command('AUTH')).code).toBe(501);
    expect((await client.command('AUTH PLAIN ????')).code).toBe(501);
    await client.command('AUTH LOGIN');
    expect((await client.command('*')).code).toBe(501);
    await client.command('MAIL FROM:<a@office.example>');
    expect((await client.command(plain('office', 'right'))).code).toBe(503);
    await client.command('RSET');
    expect((await client.command(plain('office', 'right'))).code).toBe(235);
    expect((await client.command(plain('office', 'right'))).code).toBe(503);
    expect((await client.command('EHLO client.example')).text).not.toContain('AUTH');
  });

  test('what was said before STARTTLS logs nobody in, and what is pipelined waits for the answer', async () => {
    let settle: (result: AuthResult) => void = () => {};
    const { secured } = await startSubmission(
      () =>
        new Promise((resolve) => {
          settle = resolve;
        }),
    );
    const { client } = await secured();
    client.write(`${plain('office', 'right')}\r\nMAIL FROM:<a@office.example>\r\nRCPT TO:<bob@example.com>\r\n`);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    settle({ kind: 'accepted', username: 'office', holds: () => true });
    const codes = [await client.readReply(), await client.readReply(), await client.readReply()].map(
      ({ code }) => code,
    );
    expect(codes).toEqual([235, 250, 250]);
  });

  test('a lock-out ends the session; a check that fails is temporary, and leaves the password out of the log', async () => {
    const locked = await startSubmission(async () => ({ kind: 'locked-out' }));
    const { client } = await locked.secured();
    expect((await client.command(plain('office', 'right'))).text).toMatch(/^421 4\.7\.0/);
    await client.closed;
    const log: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });
    const broken = await startSubmission(() => Promise.reject(new Error('no disk')), { logger });
    const second = (await broken.secured()).client;
    expect((await second.command(plain('office', 'pw-4c1d'))).code).toBe(454);
    expect((await second.command('NOOP')).code).toBe(250);
    expect(log.join()).toContain('no disk');
    // Nor in the form that it came in.
    for (const form of ['pw-4c1d', base64('pw-4c1d'), base64('\0office\0pw-4c1d')])
      expect(log.join()).not.toContain(form);
  });

  test('the address that failed is the client\u2019s', async () => {
    const from: string[] = [];
    const { secured } = await startSubmission(async (_, address) => {
      from.push(address);
      return { kind: 'refused' };
    });
    await (await secured('127.0.0.3')).client.command(plain('office', 'wrong'));
    expect(from).toEqual(['127.0.0.3']);
  });
});

describe('users of the engine', () => {
  async function startWithUser() {
    const engine = await startTestEngine();
    onTestFinished(() => engine.stop());
    await engine.call('settings.save', { allowedNetworks: ['10.0.0.0/8'] });
    const { user } = await engine.call('users.save', { username: 'Till-7', password: 'correct horse 7' });
    return { engine, user };
  }

  test('a user submits from outside, and the log says who', async () => {
    const { engine, user } = await startWithUser();
    expect(user).toMatchObject({ username: 'till-7', enabled: true, lastUsedAt: null, lockedUntil: null });
    expect(JSON.stringify(user)).not.toMatch(/scrypt|horse/);
    const denied = await sendMail({ port: engine.smtpPort, from: 'a@o.example', to: ['b@x.example'], data: message });
    expect(denied.rcpt[0]?.code).toBe(550);
    const skip = whyNoSwaks();
    if (skip !== null) return;
    for (const mechanism of ['PLAIN', 'LOGIN'] as const) {
      await sendWithSwaks({
        server: { address: '127.0.0.1', port: engine.smtpPort },
        from: 'a@office.example',
        to: ['b@nowhere.invalid'],
        data: message,
        tls: true,
        auth: { mechanism, username: 'till-7', password: 'correct horse 7' },
      });
    }
    const entry = await engine.waitForEntry(({ outcome }) => outcome === 'accepted');
    expect(entry.detail).toBe('Handed over by the user till-7.');
    const { users } = await engine.call('users.list', {});
    expect(users[0]?.lastUsedAt).not.toBeNull();
  });

  test('a failed login is in the log with who it was for, and a name that nobody has is not', async () => {
    const { engine } = await startWithUser();
    const login = (username: string) =>
      sendWithSwaks({
        server: { address: '127.0.0.1', port: engine.smtpPort },
        from: 'a@office.example',
        to: ['b@nowhere.invalid'],
        data: message,
        tls: true,
        auth: { mechanism: 'PLAIN', username, password: 'a wrong password' },
      });
    await expect(login('my-secret-password')).rejects.toThrow('535');
    const entry = await engine.waitForEntry(({ code }) => code === 'login-failed');
    expect(entry).toMatchObject({ outcome: 'refused', address: '127.0.0.1', reply: expect.stringContaining('535') });
    expect(JSON.stringify(entry)).not.toContain('my-secret-password');
  });

  describe('who is logged in when the login ends', () => {
    async function startLoggedIn() {
      const { engine, user } = await startWithUser();
      const client = await SmtpClient.connect({ port: engine.smtpPort });
      onTestFinished(() => client.destroy());
      await client.readReply();
      await client.command('EHLO client.example');
      await client.startTls();
      await client.command('EHLO client.example');
      expect((await client.command(plain('till-7', 'correct horse 7'))).code).toBe(235);
      return { engine, user, client };
    }
    const ways = [
      ['deleted', (engine, { id }) => engine.call('users.remove', { ids: [id] })],
      ['switched off', (engine, { id }) => engine.call('users.save', { id, username: 'till-7', enabled: false })],
      [
        'given another password',
        (engine, { id }) => engine.call('users.save', { id, username: 'till-7', password: 'correct horse 8' }),
      ],
      ['given another name', (engine, { id }) => engine.call('users.save', { id, username: 'till-9' })],
    ] satisfies [string, (engine: TestEngine, user: User) => Promise<unknown>][];

    test.each(ways)('%s: the session ends before its next message', async (_, change) => {
      const { engine, user, client } = await startLoggedIn();
      await change(engine, user);
      expect((await client.command('MAIL FROM:<a@office.example>')).text).toMatch(/^421 4\.7\.0/);
      await client.closed;
    });

    test('not even the message that is under way is taken', async () => {
      const { engine, user, client } = await startLoggedIn();
      for (const line of ['MAIL FROM:<a@office.example>', 'RCPT TO:<b@nowhere.invalid>', 'DATA']) {
        await client.command(line);
      }
      await engine.call('users.remove', { ids: [user.id] });
      expect((await client.sendData(message)).text).toMatch(/^421 4\.7\.0/);
      await client.closed;
      expect((await engine.call('queue.list', {})).total).toBe(0);
    });

    test('a note that is changed ends nothing', async () => {
      const { engine, user, client } = await startLoggedIn();
      await engine.call('users.save', { id: user.id, username: 'till-7', note: 'the shop' });
      expect((await client.command('MAIL FROM:<a@office.example>')).code).toBe(250);
      expect((await client.command('RCPT TO:<b@nowhere.invalid>')).code).toBe(250);
    });
  });

  test('users are checked, changed, switched off and removed', async () => {
    const { engine, user } = await startWithUser();
    const refusal = (input: Parameters<typeof engine.call<'users.save'>>[1]) =>
      engine.call('users.save', input).then(
        () => null,
        (error) => error.refusal,
      );
    expect(await refusal({ username: 'TILL-7', password: 'correct horse 8' })).toMatchObject({
      code: 'duplicate',
      field: 'username',
    });
    expect(await refusal({ username: 'new' })).toMatchObject({ field: 'password' });
    expect(await refusal({ username: 'new', password: 'short' })).toMatchObject({ field: 'password' });
    expect(await refusal({ username: 'a b', password: 'correct horse 8' })).toMatchObject({ field: 'username' });
    expect(await refusal({ username: 'new-name-12', password: 'NEW-name-12' })).toMatchObject({ field: 'password' });
    expect(await refusal({ id: 'none', username: 'new' })).toMatchObject({ code: 'not-found' });
    const changed = await engine.call('users.save', { id: user.id, username: 'till-8', note: 'shop', enabled: false });
    expect(changed.user).toMatchObject({ id: user.id, username: 'till-8', note: 'shop', enabled: false });
    expect(await engine.call('users.remove', { ids: [user.id] })).toEqual({ count: 1 });
    expect((await engine.call('users.list', {})).users).toEqual([]);
  });
});
