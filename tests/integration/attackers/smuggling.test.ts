import { describe, expect, test } from 'vitest';
import { reportFigures } from '../../support/figures.ts';
import type { SmtpClient } from '../../support/smtpClient.ts';
import { startIntake } from '../../support/testIntake.ts';

/**
 * SMTP smuggling: octets that some server takes for the end of a message and ours must not, with a whole second message
 * behind them. Every published variant of a bare CR, a bare LF or a NUL around the dot.
 */
const falseEnds = [
  // Every pair of CR, LF and CRLF around the dot but the true one.
  '\n.\n',
  '\n.\r\n',
  '\n.\r',
  '\r.\r',
  '\r.\n',
  '\r.\r\n',
  '\r\n.\n',
  '\r\n.\r',
  // One too many of them.
  '\n\n.\r\n',
  '\n\n.\n\n',
  '\r\r.\r\r',
  '\r\n\n.\r\n',
  '\r\n\r.\r\n',
  '\r\n.\r\r\n',
  '\r\n.\n\r\n',
  '\r\r\n.\r\r\n',
  '\n\r.\n\r',
  // A NUL, for servers that drop it.
  '\r\n\0.\r\n',
  '\r\n\0.\r',
  '\r\n\0.\n',
  '\r\n.\0\r\n',
  '\r\n.\r\0\n',
  '\r\n.\r\0\r\n',
  '\r\0\n.\r\n',
  // Blanks, line ends of other alphabets, a dot too many.
  '\r\n.\x85',
  '\r\n .\r\n',
  '\r\n. \r\n',
  '\r\n.\t\r\n',
  '\r\n..\r\n',
  '\u2028.\u2028',
];

const smuggled =
  'MAIL FROM:<boss@office.example>\r\nRCPT TO:<victim@elsewhere.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nevil\r\n';

const plain = (text: string) => Buffer.from(text, 'utf8');

async function beginData(client: SmtpClient): Promise<void> {
  for (const line of ['MAIL FROM:<a@client.example>', 'RCPT TO:<bob@office.example>', 'DATA']) {
    await client.command(line);
  }
}

/** Writes each piece in an event-loop turn of its own: with TCP_NODELAY that is a packet of its own. */
async function writeApart(client: SmtpClient, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    client.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a false end of the message', () => {
  test.each(falseEnds)('%j is content, and what follows it is too', async (falseEnd) => {
    const { greet, accepted } = await startIntake();
    const client = await greet();
    await beginData(client);
    client.write(plain(`Subject: one\r\n\r\nbefore${falseEnd}${smuggled}.\r\n`));
    expect((await client.readReply()).code).toBe(250);
    // The reply to this is the next one: nothing of what was smuggled was answered.
    expect((await client.command('NOOP after')).code).toBe(250);
    await client.quit();
    expect(accepted.map(({ sender, recipients }) => [sender, recipients.map(({ address }) => address)])).toEqual([
      ['a@client.example', ['bob@office.example']],
    ]);
    expect(accepted[0]?.original).toContain('Subject: smuggled');
  });

  test('stays content wherever the packets are cut', async () => {
    const { greet, accepted } = await startIntake();
    let sent = 0;
    for (const falseEnd of falseEnds) {
      const octets = plain(`S: 1\r\n\r\nx${falseEnd}MAIL FROM:<b@office.example>\r\n.\r\n`);
      const from = octets.indexOf(plain(falseEnd)) - 1;
      const to = from + plain(falseEnd).length + 2;
      const client = await greet();
      for (let cut = from; cut <= to; cut += 1) {
        await beginData(client);
        await writeApart(client, [octets.subarray(0, cut), octets.subarray(cut)]);
        expect((await client.readReply()).code).toBe(250);
        sent += 1;
      }
      await client.quit();
    }
    reportFigures('smuggling in', { variants: falseEnds.length, 'cuts tried': sent, smuggled: accepted.length - sent });
    expect(accepted).toHaveLength(sent);
    expect(new Set(accepted.map(({ sender }) => sender))).toEqual(new Set(['a@client.example']));
    expect(accepted.every(({ original }) => original.includes('MAIL FROM'))).toBe(true);
  });
});

describe('the true end of the message', () => {
  test('is found wherever the packets are cut, also one octet at a time', async () => {
    const { greet, accepted } = await startIntake();
    const octets = plain('S: 1\r\n\r\nx\r\n.\r\nNOOP\r\n');
    const client = await greet();
    for (let cut = 1; cut < octets.length; cut += 1) {
      await beginData(client);
      await writeApart(client, [octets.subarray(0, cut), octets.subarray(cut)]);
      expect((await client.readReply()).code).toBe(250);
      expect((await client.readReply()).code).toBe(250);
    }
    await beginData(client);
    await writeApart(
      client,
      Array.from(octets, (octet) => Buffer.of(octet)),
    );
    await client.readReply();
    await client.readReply();
    await client.quit();
    expect(accepted).toHaveLength(octets.length);
    expect(new Set(accepted.map(({ original }) => original))).toEqual(new Set(['S: 1\r\n\r\nx\r\n']));
  });

  test('of a message that hides commands behind it lets only those be commands', async () => {
    const { greet, accepted } = await startIntake();
    const client = await greet();
    await beginData(client);
    // Pipelined behind the end: that is allowed, and no smuggling. It is a second message of the same client.
    client.write('one\r\n.\r\nMAIL FROM:<c@client.example>\r\nRCPT TO:<bob@office.example>\r\nRSET\r\n');
    const codes = [];
    for (let i = 0; i < 4; i += 1) codes.push((await client.readReply()).code);
    expect(codes).toEqual([250, 250, 250, 250]);
    expect(accepted).toHaveLength(1);
  });
});

describe('a command with a bare line end in it', () => {
  test.each(['\r', '\0', '\x0b', '\x85', '\u2028'])('%j begins no second command', async (lineEnd) => {
    const { greet, accepted } = await startIntake();
    const client = await greet();
    await client.command('MAIL FROM:<a@client.example>');
    client.write(`RCPT TO:<bob@office.example>${lineEnd}RCPT TO:<eve@elsewhere.example>\r\nNOOP\r\n`);
    const first = await client.readReply();
    const second = await client.readReply();
    // One line, one reply; the second is that to NOOP.
    expect([Math.floor(first.code / 100), second.code]).toEqual([5, 250]);
    expect((await client.command('DATA')).code).toBeGreaterThanOrEqual(500);
    await client.quit();
    expect(accepted).toEqual([]);
  });
});

test('a bare LF in a command ends the session: what follows may be the rest of an address', async () => {
  const { greet, accepted } = await startIntake();
  const client = await greet();
  await client.command('MAIL FROM:<a@client.example>');
  client.write('RCPT TO:<bob@office.example>\nRCPT TO:<eve@elsewhere.example>\r\nDATA\r\nevil\r\n.\r\n');
  expect((await client.readReply()).text).toBe('521 5.5.2 Lines must end with CR and LF');
  await client.closed;
  expect(accepted).toEqual([]);
});

describe('STARTTLS', () => {
  test.each(['RSET\r\n', 'EHLO evil.example\r\nMAIL FROM:<a@client.example>\r\n', 'M', '\r\n', '\0'])(
    'with %j in the clear behind it brings nothing of that into the session',
    async (injected) => {
      const { greet, accepted } = await startIntake();
      const client = await greet();
      client.write(`STARTTLS\r\n${injected}`);
      const { code } = await client.readReply();
      if (code === 220) {
        // The handshake begins with nothing left over, and what was sent before it has no reply and no effect.
        const secured = await client.secure().then(
          () => true,
          () => false,
        );
        if (secured) {
          expect((await client.command('NOOP')).code).toBe(250);
          expect((await client.command('RCPT TO:<bob@office.example>')).code).toBe(503);
          expect((await client.command('MAIL FROM:<a@client.example>')).code).toBe(503);
        }
      } else expect(Math.floor(code / 100)).toBeGreaterThanOrEqual(4);
      expect(accepted).toEqual([]);
    },
  );

  test('waits behind many commands, and what waits behind it is dropped all the same', async () => {
    const { greet, accepted } = await startIntake();
    const client = await greet();
    const injected = 'MAIL FROM:<evil@client.example>\r\nRCPT TO:<bob@office.example>\r\nDATA\r\nevil\r\n.\r\n';
    client.write(`${'NOOP\r\n'.repeat(450)}STARTTLS\r\n${injected.repeat(1000)}`);
    for (let i = 0; i < 450; i += 1) expect((await client.readReply()).code).toBe(250);
    expect((await client.readReply()).code).toBe(220);
    // Whether the handshake works out is not said: what was sent in the clear may have broken it.
    const secured = await client.secure().then(
      () => true,
      () => false,
    );
    if (secured) expect((await client.command('RCPT TO:<bob@office.example>')).code).toBe(503);
    client.destroy();
    expect((await (await greet()).command('NOOP')).code).toBe(250);
    expect(accepted).toEqual([]);
  });

  test('forgets the transaction and the name that came before it', async () => {
    const { greet, accepted } = await startIntake();
    const client = await greet();
    await client.command('MAIL FROM:<evil@client.example>');
    await client.command('RCPT TO:<bob@office.example>');
    expect((await client.startTls()).code).toBe(220);
    expect((await client.command('RCPT TO:<bob@office.example>')).code).toBe(503);
    expect((await client.command('DATA')).code).toBe(503);
    expect((await client.command('MAIL FROM:<a@client.example>')).code).toBe(503);
    await client.quit();
    expect(accepted).toEqual([]);
  });
});
