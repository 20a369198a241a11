import { describe, expect, test } from 'vitest';
import { beginData, message, say } from '../support/submission.ts';
import { startIntake } from '../support/testIntake.ts';

describe('what is refused', () => {
  test('relaying, to those who may not: with an entry for the history', async () => {
    const { accepted, refused, greet } = await startIntake();
    const client = await greet('127.0.0.2');
    expect(
      await say(client, 'MAIL FROM:<a@client.example>', 'RCPT TO:<bob@example.com>', 'RCPT TO:<bob@office.example>'),
    ).toEqual(['250 2.1.0 Ok', '550 5.7.1 Relaying denied', '250 2.1.5 Ok']);
    expect(refused).toEqual([
      {
        sender: 'a@client.example',
        recipient: 'bob@example.com',
        direction: null,
        code: 'relaying-denied',
        reply: '550 5.7.1 Relaying denied',
        policy: null,
        session: {
          clientAddress: '127.0.0.2',
          clientName: 'client.example',
          protocol: null,
          cipher: null,
          username: null,
        },
      },
    ]);
    await client.command('DATA');
    await client.sendData(message);
    expect(accepted[0]?.recipients).toEqual([
      { address: 'bob@office.example', domain: 'office.example', direction: 'inbound' },
    ]);
  });

  test('a message that says that it is too large', async () => {
    const { refused, greet } = await startIntake();
    const client = await greet();
    expect(await say(client, 'MAIL FROM:<a@client.example> SIZE=100001', 'RCPT TO:<bob@office.example>')).toEqual([
      '552 5.3.4 The message is larger than 100000 octets',
      '503 5.5.1 Need MAIL before RCPT',
    ]);
    expect(refused).toMatchObject([{ code: 'message-too-large', sender: 'a@client.example' }]);
  });

  test('a message that is too large, after all of it', async () => {
    const test = await startIntake();
    const client = await test.greet();
    await beginData(client);
    expect((await client.sendData('x'.repeat(99_999))).text).toMatch(/^552 5\.3\.4 /);
    expect([test.accepted.length, test.discarded]).toEqual([0, 1]);
    expect(test.refused).toMatchObject([
      { code: 'message-too-large', recipient: 'bob@office.example', direction: 'inbound' },
    ]);
    await beginData(client);
    expect((await client.sendData('x'.repeat(99_998))).code).toBe(250);
    expect(test.accepted[0]?.original).toHaveLength(100_000);
  });

  test('a message that has been round more than 50 servers', async () => {
    const test = await startIntake();
    const client = await test.greet();
    const hops = (count: number) => `${'Received: from a by b; date\r\n'.repeat(count)}${message}`;
    await beginData(client);
    expect((await client.sendData(hops(50))).code).toBe(250);
    await beginData(client);
    expect((await client.sendData(hops(51))).text).toMatch(/^554 5\.4\.6 /);
    expect([test.accepted.length, test.discarded]).toEqual([1, 1]);
  });

  test.each([
    ['\\n.\\n', '\n.\n'],
    ['\\r.\\r', '\r.\r'],
    ['\\n.\\r\\n', '\n.\r\n'],
    ['\\r\\n.\\n', '\r\n.\n'],
    ['\\r\\n.\\r', '\r\n.\r'],
    ['\\r.\\r\\n', '\r.\r\n'],
    ['\\n\\n.\\r\\n', '\n\n.\r\n'],
  ])('a second message smuggled in behind %s', async (_name, end) => {
    const { accepted, greet } = await startIntake();
    const client = await greet();
    await beginData(client);
    const smuggled = `${end}MAIL FROM:<evil@client.example>\r\nRCPT TO:<bob@office.example>\r\nDATA\r\nevil\r\n`;
    client.write(`Subject: x\r\n\r\none${smuggled}.\r\nNOOP\r\n`);
    expect((await client.readReply()).text).toBe('250 2.0.0 Ok: queued as Q1');
    expect((await client.readReply()).text).toBe('250 2.0.0 OK');
    // A dot that begins a line is stuffing, whatever follows it.
    expect(accepted.map(({ original }) => original)).toEqual([
      `Subject: x\r\n\r\none${smuggled.replace('\r\n.', '\r\n')}`,
    ]);
  });
});
