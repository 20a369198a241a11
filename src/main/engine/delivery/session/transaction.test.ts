import { describe, expect, test } from 'vitest';
import { messageTo } from '../../../../../tests/support/deliveryDeps.ts';
import { usePeers } from '../../../../../tests/support/peers.ts';
import { answer, readyConversation } from '../../../../../tests/support/readyConversation.ts';
import { sendMessage } from './transaction.ts';

const peers = usePeers();
const allYes = (line: string) => (line === 'DATA' ? '354 Go on' : '250 Ok');
const failed = (kind: string, code: string, elsewhere: boolean, own: boolean) =>
  expect.objectContaining({ kind: 'failed', failure: expect.objectContaining({ kind, code }), elsewhere, own });
const delivered = { kind: 'delivered', reply: '250 2.0.0 Queued' };
const body = 'Subject: Hello\r\n\r\nHow are you?\r\n.\r\n';
const [a, b, c] = ['a@d.example', 'b@d.example', 'c@d.example'];

describe('with PIPELINING', () => {
  test('the envelope goes out in one go, and the message after 354', async () => {
    const packets: string[] = [];
    const { conversation } = await readyConversation(peers, ['PIPELINING'], async (peer) => {
      peer.socket.on('data', (chunk) => packets.push(chunk.toString()));
      for (const expected of ['MAIL', 'RCPT', 'RCPT', 'DATA']) expect(await peer.readLine()).toContain(expected);
      peer.say('250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go on\r\n');
      await peer.readMessage();
      peer.say('250 2.0.0 Queued\r\n');
    });
    expect(await sendMessage(conversation, messageTo([a, b]))).toEqual({
      answers: [delivered, delivered],
      lostBeforeBody: false,
    });
    expect(packets[0]).toBe(`MAIL FROM:<sender@office.example>\r\nRCPT TO:<${a}>\r\nRCPT TO:<${b}>\r\nDATA\r\n`);
    expect(packets.slice(1).join('')).toBe(body);
  });

  test('nobody accepted, and yet 354: an empty message ends it, and nobody gets the real one', async () => {
    const { peer, conversation } = await readyConversation(peers, ['PIPELINING'], (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '550 5.1.1 No' : allYes(line)), '554 No recipients'),
    );
    const result = await sendMessage(conversation, messageTo([a, b]));
    const refused = failed('permanent', 'mailbox-unavailable', false, true);
    expect(result).toEqual({ answers: [refused, refused], lostBeforeBody: false });
    expect(peer.received).toContain('DATA\r\n.\r\nRSET\r\n');
    expect(peer.received).not.toContain('Subject');
    expect(conversation.failure).toBeNull();
  });

  test('after a refused MAIL the rest of the answers is read, and the connection is as good as new', async () => {
    let times = 0;
    const { conversation } = await readyConversation(peers, ['PIPELINING'], (connection) =>
      answer(connection, (line) => {
        if (line.startsWith('MAIL')) times += 1;
        if (times === 1 && line !== 'RSET') return line.startsWith('MAIL') ? '451 4.3.0 Not you' : '503 5.5.1 No MAIL';
        return allYes(line);
      }),
    );
    const refused = failed('temporary', 'temporary-failure', true, false);
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({ answers: [refused, refused] });
    expect(await sendMessage(conversation, messageTo([a]))).toMatchObject({ answers: [delivered] });
  });
});

describe('without PIPELINING', () => {
  test('each command waits for its answer', async () => {
    const { peer, conversation } = await readyConversation(peers, [], (connection) => answer(connection, allYes));
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({ answers: [delivered, delivered] });
    expect(peer.received).toContain(`RCPT TO:<${b}>\r\nDATA\r\n${body}`);
  });

  test('all recipients refused: RSET and no DATA', async () => {
    const { peer, conversation } = await readyConversation(peers, [], (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '450 4.2.0 Later' : allYes(line))),
    );
    expect(await sendMessage(conversation, messageTo([a]))).toEqual({
      answers: [failed('temporary', 'greylisted', true, true)],
      lostBeforeBody: false,
    });
    expect(peer.received).toMatch(/RCPT TO:<a@d.example>\r\nRSET\r\n$/);
  });

  test('a refused MAIL ends it at once', async () => {
    const { peer, conversation } = await readyConversation(peers, [], (connection) =>
      answer(connection, (line) => (line.startsWith('MAIL') ? '550 5.7.1 Not you' : '250 Ok')),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({
      answers: [failed('permanent', 'rejected', false, false), failed('permanent', 'rejected', false, false)],
    });
    expect(peer.received).not.toContain('RCPT');
  });
});

describe.each([{ extensions: ['PIPELINING'] }, { extensions: [] }])('with $extensions', ({ extensions }) => {
  test('every recipient has its own answer', async () => {
    const { conversation } = await readyConversation(peers, extensions, (connection) =>
      answer(connection, (line) => {
        if (line.includes(a)) return '550 5.1.1 Unknown';
        return line.includes(c) ? '450 4.2.2 Full' : allYes(line);
      }),
    );
    expect(await sendMessage(conversation, messageTo([a, b, 'x\r\n@d.example', c]))).toMatchObject({
      answers: [
        failed('permanent', 'mailbox-unavailable', false, true),
        delivered,
        failed('permanent', 'rejected', false, true),
        failed('temporary', 'mailbox-full', true, true),
      ],
    });
  });

  test.each([
    ['DATA', '451 4.3.0 Not now', 'temporary', 'temporary-failure', true],
    ['DATA', '554 5.7.1 No', 'permanent', 'rejected', false],
    ['the end', '452 4.3.1 Disk full', 'temporary', 'temporary-failure', true],
    ['the end', '552 5.3.4 Too big', 'permanent', 'message-too-large', false],
    ['the end', '421 4.3.0 Going down', 'temporary', 'service-not-available', true],
  ])('refused at %s by %s', async (where, reply, kind, code, elsewhere) => {
    const { conversation } = await readyConversation(peers, extensions, (connection) =>
      answer(connection, (line) => (where === 'DATA' && line === 'DATA' ? reply : allYes(line)), reply),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({
      answers: [failed(kind, code, elsewhere, false), failed(kind, code, elsewhere, false)],
      lostBeforeBody: false,
    });
  });

  test.each(['MAIL', 'RCPT', 'DATA'])('a connection that is lost at %s says so', async (verb) => {
    const { conversation } = await readyConversation(peers, extensions, (connection) =>
      answer(connection, (line) => {
        if (line.startsWith(verb)) connection.socket.destroy();
        return allYes(line);
      }),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toEqual({
      answers: [
        failed('temporary', 'connection-lost', true, false),
        failed('temporary', 'connection-lost', true, false),
      ],
      lostBeforeBody: true,
    });
  });

  test('421 at RCPT is the end, and for everybody', async () => {
    const { conversation } = await readyConversation(peers, extensions, (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '421 4.7.0 Later' : allYes(line))),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({
      answers: [
        failed('temporary', 'service-not-available', true, false),
        failed('temporary', 'service-not-available', true, false),
      ],
      lostBeforeBody: true,
    });
  });

  test('no answer to the whole message: it may have been taken, so nobody else gets it now', async () => {
    const { conversation } = await readyConversation(peers, extensions, async (connection) => {
      for (;;) {
        const line = await connection.readLine();
        connection.say(`${allYes(line)}\r\n`);
        if (line !== 'DATA') continue;
        await connection.readMessage();
        connection.socket.destroy();
      }
    });
    expect(await sendMessage(conversation, messageTo([a]))).toEqual({
      answers: [failed('temporary', 'connection-lost', false, false)],
      lostBeforeBody: false,
    });
  });

  test('yes to DATA instead of 354 is no SMTP: nothing is sent, and the connection is cut', async () => {
    const { peer, conversation } = await readyConversation(peers, extensions, (connection) =>
      answer(connection, () => '250 Ok'),
    );
    expect(await sendMessage(conversation, messageTo([a]))).toMatchObject({
      answers: [failed('temporary', 'protocol-error', true, false)],
    });
    expect(peer.received).not.toContain('Subject');
    expect(conversation.failure).not.toBeNull();
  });

  test('an unreadable message is its own trouble: no other host, no half message', async () => {
    const { peer, conversation } = await readyConversation(peers, extensions, (connection) =>
      answer(connection, allYes),
    );
    const message = messageTo([a, b], {
      async *openBody() {
        yield Buffer.from('Subject: half\r\n');
        throw new Error('the disk');
      },
    });
    const unreadable = {
      kind: 'failed',
      failure: expect.objectContaining({ code: 'spool-unreadable', detail: 'the disk' }),
    };
    expect(await sendMessage(conversation, message)).toMatchObject({
      answers: [
        { ...unreadable, elsewhere: false },
        { ...unreadable, elsewhere: false },
      ],
    });
    expect(peer.received).not.toContain('\r\n.\r\n');
  });
});

test('a peer that cuts a message short and says why is believed', async () => {
  const { conversation } = await readyConversation(peers, [], async (connection) => {
    for (let line = ''; line !== 'DATA'; ) {
      line = await connection.readLine();
      connection.say(`${allYes(line)}\r\n`);
    }
    await connection.readLine();
    connection.say('552 5.3.4 Too big for us\r\n');
    connection.socket.end();
  });
  const message = messageTo([a], {
    async *openBody() {
      yield Buffer.from('first line\r\n');
      // Until the peer has gone, and longer than any buffer.
      while (!conversation.failure) {
        yield Buffer.alloc(65_536, 'x');
        await new Promise((resolve) => setImmediate(resolve));
      }
      yield Buffer.alloc(65_536, 'x');
    },
  });
  expect(await sendMessage(conversation, message)).toMatchObject({
    answers: [failed('permanent', 'message-too-large', false, false)],
  });
});

test('what the peer does not take by its own words is not asked', async () => {
  const { peer, conversation } = await readyConversation(peers, ['SIZE 10'], (connection) =>
    answer(connection, allYes),
  );
  expect(await sendMessage(conversation, messageTo([a]))).toMatchObject({
    answers: [failed('permanent', 'message-too-large', false, false)],
    lostBeforeBody: false,
  });
  expect(peer.received).not.toContain('MAIL');
});
