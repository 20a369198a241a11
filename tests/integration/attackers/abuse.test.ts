import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../support/seededRandom.ts';
import { SmtpClient } from '../../support/smtpClient.ts';
import { startIntake } from '../../support/testIntake.ts';

/** What a hostile client sends to wear a server out or to get a forged line into its log. */

const controlCharacters = [...Array(0x20).keys(), 0x7f].filter((code) => code !== 0x0a && code !== 0x0d);
const nameOf = (code: number) => `0x${code.toString(16).padStart(2, '0')}`;

describe('a control character', () => {
  test.each(controlCharacters.map((code) => [nameOf(code), String.fromCharCode(code)]))(
    '%s is refused in every argument, and nothing is taken',
    async (_, character) => {
      const { greet, connect, accepted, refused } = await startIntake();
      const hello = await connect();
      for (const line of [
        `EHLO client${character}.example`,
        `HELO client${character}.example`,
        ...(character === '\t' ? [] : [`NOOP x${character}y`, `VRFY bob${character}`, `HELP me${character}`]),
        `STARTTLS${character}`,
      ]) {
        expect(await hello.command(line), line).toMatchObject({ code: expect.toSatisfy((code) => code >= 500) });
      }
      const client = await greet();
      const taken: string[] = [];
      const say = async (line: string) => {
        const { code } = await client.command(line);
        if (code < 400) taken.push(line);
      };
      await say(`MAIL FROM:<a${character}b@client.example>`);
      await say(`MAIL FROM:<a@client${character}.example>`);
      await say(`MAIL FROM:<"a${character}"@client.example>`);
      await say(`MAIL FROM:<a@client.example> BODY=8BITMIME${character}`);
      await say(`MAIL FROM:<a@client.example> AUTH=a${character}b`);
      await client.command('MAIL FROM:<a@client.example>');
      await say(`RCPT TO:<b${character}c@office.example>`);
      await say(`RCPT TO:<b@office${character}.example>`);
      await say(`RCPT TO:<"b${character}"@office.example>`);
      // A blank at the end of a line is no argument: a tab is one.
      expect(taken).toEqual([]);
      expect((await client.command('DATA')).code).toBeGreaterThanOrEqual(500);
      await client.quit();
      expect(accepted).toEqual([]);
      expect(JSON.stringify(refused)).not.toContain(JSON.stringify(character).slice(1, -1));
    },
  );
});

describe('octets beyond ASCII', () => {
  test.each([
    ['ISO 8859-1', Buffer.from('b\xfcro@office.example', 'latin1')],
    ['half a character', Buffer.concat([Buffer.from('b'), Buffer.of(0xc3), Buffer.from('@office.example')])],
    ['an overlong slash', Buffer.concat([Buffer.from('b'), Buffer.of(0xc0, 0xaf), Buffer.from('@office.example')])],
    ['UTF-8 without SMTPUTF8', Buffer.from('bürö@office.example')],
  ])('as %s are refused in an address', async (_, address) => {
    expect(await codesFor(address, '')).toEqual([250, expect.toSatisfy((code) => code >= 500), 554]);
  });

  test.each([
    ['ISO 8859-1', Buffer.from('b\xfcro@office.example', 'latin1')],
    ['half a character', Buffer.concat([Buffer.from('b'), Buffer.of(0xc3), Buffer.from('@office.example')])],
    ['an overlong slash', Buffer.concat([Buffer.from('b'), Buffer.of(0xc0, 0xaf), Buffer.from('@office.example')])],
    ['a surrogate', Buffer.concat([Buffer.from('b'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('@office.example')])],
    ['a next line', Buffer.from('b\x85ob@office.example')],
    ['another control of C1', Buffer.from('b\x9bob@office.example')],
    ['a line separator', Buffer.from('b\u2028ob@office.example')],
    ['a zero-width space', Buffer.from('bob\u200b@office.example')],
    ['an override of direction', Buffer.from('bob\u202e@office.example')],
  ])('as %s are refused with SMTPUTF8 too', async (_, address) => {
    // Not for want of the parameter: an honest address gets by.
    expect(await codesFor(Buffer.from('bürö@office.example'), ' SMTPUTF8')).toEqual([250, 250, 354]);
    expect(await codesFor(address, ' SMTPUTF8')).toEqual([250, 501, 554]);
  });

  /** To MAIL, RCPT and DATA. */
  async function codesFor(address: Buffer, parameter: string): Promise<number[]> {
    const { greet } = await startIntake();
    const client = await greet();
    const mail = await client.command(`MAIL FROM:<a@client.example>${parameter}`);
    client.write(Buffer.concat([Buffer.from('RCPT TO:<'), address, Buffer.from('>\r\n')]));
    return [mail.code, (await client.readReply()).code, (await client.command('DATA')).code];
  }
});

describe('too much', () => {
  test('10,000 recipients: the first thousand are taken, the others are told to come again', async () => {
    const { greet, accepted } = await startIntake();
    const client = await greet();
    await client.command('MAIL FROM:<a@client.example>');
    const counts = new Map<number, number>();
    let ended = false;
    for (let block = 0; block < 100 && !ended; block += 1) {
      client.write(Array.from({ length: 100 }, (_, i) => `RCPT TO:<u${block * 100 + i}@office.example>\r\n`).join(''));
      for (let i = 0; i < 100 && !ended; i += 1) {
        const code = await client.readReply().then(
          (reply) => reply.code,
          () => 0,
        );
        ended = code === 0 || code === 421;
        counts.set(code, (counts.get(code) ?? 0) + 1);
      }
    }
    expect(counts.get(250)).toBe(1000);
    // RFC 5321 section 4.5.3.1.10: temporary, so that the client sends the rest in another message.
    expect([...counts.keys()].filter((code) => ![0, 250, 421, 452].includes(code))).toEqual([]);
    client.destroy();
    expect(accepted).toEqual([]);
  });

  test.each([
    ['a command', `NOOP ${'x'.repeat(100_000)}\r\n`],
    ['a command without an end', 'x'.repeat(2_000_000)],
    ['an address', `MAIL FROM:<${'a'.repeat(5000)}@client.example>\r\n`],
    ['a name', `EHLO ${'a'.repeat(100_000)}\r\n`],
    ['parameters', `MAIL FROM:<a@client.example>${' X=Y'.repeat(5000)}\r\n`],
  ])('in %s is refused, and others are served', async (_, octets) => {
    const { connect, greet } = await startIntake();
    const client = await connect();
    client.write(octets);
    const code = await client.readReply().then(
      (reply) => reply.code,
      () => 0,
    );
    expect(code === 0 || code >= 421).toBe(true);
    const other = await greet();
    expect((await other.command('NOOP')).code).toBe(250);
  });

  test('of one stranger’s connections leaves room for the next client', async () => {
    const { port, greet } = await startIntake({ acceptedDomains: ['office.example'] });
    const codes: number[] = [];
    const clients: SmtpClient[] = [];
    for (let i = 0; i < 200; i += 1) {
      const client = await SmtpClient.connect({ port, localAddress: '127.0.0.2' });
      clients.push(client);
      codes.push((await client.readReply()).code);
    }
    expect(codes.filter((code) => code === 220).length).toBe(25);
    expect(new Set(codes)).toEqual(new Set([220, 421]));
    expect((await (await greet('127.0.0.3')).command('NOOP')).code).toBe(250);
    // Those that end make room for as many of the same client.
    const open = clients.filter((_, i) => codes[i] === 220);
    for (const client of clients) if (!open.includes(client)) client.destroy();
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(open.splice(0).map((client) => client.quit()));
      for (let i = 0; i < 25; i += 1) {
        const client = await SmtpClient.connect({ port, localAddress: '127.0.0.2' });
        open.push(client);
        expect((await client.readReply()).code).toBe(220);
      }
    }
    for (const client of open) client.destroy();
  });

  test('of a client on an allowed network leaves room for the others too', async () => {
    const { port, greet } = await startIntake();
    const clients: SmtpClient[] = [];
    const codes: number[] = [];
    for (let i = 0; i < 401; i += 1) {
      const client = await SmtpClient.connect({ port });
      clients.push(client);
      codes.push((await client.readReply()).code);
    }
    expect(codes.filter((code) => code === 220).length).toBe(400);
    expect(codes.at(-1)).toBe(421);
    expect((await (await greet('127.0.0.3')).command('NOOP')).code).toBe(250);
    for (const client of clients) client.destroy();
  });

  test('unknown commands end the session, a mistake now and then does not', async () => {
    const { greet } = await startIntake();
    const client = await greet();
    for (let i = 0; i < 9; i += 1) expect((await client.command('WHAT')).code).toBe(500);
    expect((await client.command('NOOP')).code).toBe(250);
    expect((await client.command('WHAT')).code).toBe(421);
    await client.closed;
  });

  test('of all connections leaves room again as soon as some end', async () => {
    const { port } = await startIntake();
    const clients: SmtpClient[] = [];
    let refusals = 0;
    // Each stranger up to its own limit, until the total is reached.
    for (let host = 1; host <= 250 && refusals === 0; host += 1) {
      for (let i = 0; i < 25; i += 1) {
        const client = await SmtpClient.connect({ port, localAddress: `127.0.1.${host}` });
        const { code } = await client.readReply();
        if (code === 421) {
          refusals += 1;
          client.destroy();
          break;
        }
        clients.push(client);
      }
    }
    expect(refusals).toBe(1);
    const closing = clients.splice(0, 10);
    await Promise.all(closing.map((client) => client.quit()));
    const next = await SmtpClient.connect({ port, localAddress: '127.0.2.1' });
    expect((await next.readReply()).code).toBe(220);
    for (const client of [...clients, next]) client.destroy();
  });
});

describe('a transaction that was broken off', () => {
  test.each(['RSET', 'EHLO other.example', 'HELO other.example'])(
    'by %s leaves nobody to get the next message',
    async (line) => {
      const { greet, accepted } = await startIntake();
      const client = await greet();
      await client.command('MAIL FROM:<old@client.example>');
      await client.command('RCPT TO:<eve@office.example>');
      expect((await client.command(line)).code).toBe(250);
      expect((await client.command('DATA')).code).toBe(503);
      expect((await client.command('RCPT TO:<eve@office.example>')).code).toBe(503);
      expect((await client.command('MAIL FROM:<new@client.example>')).code).toBe(250);
      await client.command('RCPT TO:<bob@office.example>');
      await client.command('DATA');
      expect((await client.sendData('Subject: x\r\n')).code).toBe(250);
      // A message ends its transaction too.
      expect((await client.command('DATA')).code).toBe(503);
      expect(accepted.map(({ sender, recipients }) => [sender, recipients.map(({ address }) => address)])).toEqual([
        ['new@client.example', ['bob@office.example']],
      ]);
    },
  );
});

test('recipients are not told of each other by our trace field', async () => {
  const { greet, accepted } = await startIntake();
  const client = await greet();
  for (const others of [[], ['secret@office.example']]) {
    await client.command('MAIL FROM:<a@client.example>');
    for (const address of ['bob@office.example', ...others]) await client.command(`RCPT TO:<${address}>`);
    await client.command('DATA');
    await client.sendData('Subject: x\r\n');
  }
  expect(accepted.map(({ octets }) => octets.includes('for <bob@office.example>'))).toEqual([true, false]);
  expect(accepted[1]?.octets).not.toContain('secret');
});

test.each(['GET / HTTP/1.1', 'POST /x HTTP/1.0'])('a web page that says %s gets no further', async (line) => {
  const { connect } = await startIntake();
  const client = await connect();
  client.write(`${line}\r\nHost: localhost\r\n\r\nEHLO x\r\n`);
  expect((await client.readReply()).code).toBeGreaterThanOrEqual(421);
  await expect(client.readReply()).rejects.toThrow();
  await client.closed;
});

describe('random octets', () => {
  test('never stop the server, and never become a message', async () => {
    const { port, greet, accepted } = await startIntake();
    const random = seededRandom(20261122);
    const words = [
      'EHLO x\r\n',
      'MAIL FROM:<',
      'RCPT TO:<',
      '>\r\n',
      'a@b.example',
      'RSET\r\n',
      '\r\n',
      '.\r\n',
      'BDAT 5 LAST\r\n',
    ];
    let sessions = 0;
    for (let round = 0; round < 150; round += 1) {
      const client = await SmtpClient.connect({ port });
      await client.readReply();
      for (let piece = 0; piece < 20; piece += 1) {
        const word = words[Math.floor(random() * words.length)];
        if (random() < 0.5 && word !== undefined) client.write(word);
        else client.write(Buffer.from(Array.from({ length: 1 + random() * 80 }, () => Math.floor(random() * 256))));
      }
      client.destroy();
      await client.closed;
      sessions += 1;
    }
    expect(sessions).toBe(150);
    expect((await (await greet()).command('NOOP')).code).toBe(250);
    expect(accepted).toEqual([]);
  });
});
