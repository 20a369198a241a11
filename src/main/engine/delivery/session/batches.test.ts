import { describe, expect, test } from 'vitest';
import { messageTo } from '../../../../../tests/support/deliveryDeps.ts';
import { usePeers } from '../../../../../tests/support/peers.ts';
import { answer, readyConversation } from '../../../../../tests/support/readyConversation.ts';
import { sendInBatches } from './batches.ts';

const peers = usePeers();
const allYes = (line: string) => (line === 'DATA' ? '354 Go on' : '250 Ok');
const failed = (kind: string, code: string, elsewhere: boolean, own: boolean) =>
  expect.objectContaining({ kind: 'failed', failure: expect.objectContaining({ kind, code }), elsewhere, own });
const delivered = { kind: 'delivered', reply: '250 2.0.0 Queued' };
const [a, b] = ['a@d.example', 'b@d.example'];

describe('many recipients', () => {
  const many = Array.from({ length: 250 }, (_, index) => `r${index}@d.example`);

  test('go out a hundred at a time over the same connection', async () => {
    const { peer, conversation } = await readyConversation(peers, ['PIPELINING'], (connection) =>
      answer(connection, allYes),
    );
    const result = await sendInBatches(conversation, messageTo(many));
    expect(result).toMatchObject({ lostBeforeBody: false, transactions: 3 });
    expect(result.answers).toEqual(many.map(() => delivered));
    expect(peer.received.match(/MAIL FROM/g)).toHaveLength(3);
    expect(peer.received.match(/RCPT TO/g)).toHaveLength(250);
  });

  test('those whom the peer finds too many get their own turn', async () => {
    let inTransaction = 0;
    const { conversation } = await readyConversation(peers, ['PIPELINING'], (connection) =>
      answer(connection, (line) => {
        if (line.startsWith('MAIL')) inTransaction = 0;
        if (!line.startsWith('RCPT')) return allYes(line);
        inTransaction += 1;
        return inTransaction > 30 ? '452 4.5.3 Too many recipients' : '250 Ok';
      }),
    );
    const result = await sendInBatches(conversation, messageTo(many));
    expect(result.answers).toEqual(many.map(() => delivered));
    expect(result.transactions).toBe(9);
  });

  test('a peer that takes nobody is not asked for ever', async () => {
    const { conversation } = await readyConversation(peers, ['PIPELINING'], (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '452 4.5.3 Too many recipients' : allYes(line))),
    );
    const result = await sendInBatches(conversation, messageTo([a, b]));
    expect(result).toMatchObject({ transactions: 1 });
    expect(result.answers).toEqual([a, b].map(() => failed('temporary', 'rate-limited', true, true)));
  });

  test('those whose turn never came are told why', async () => {
    let messages = 0;
    const { conversation } = await readyConversation(peers, ['PIPELINING'], (connection) =>
      answer(connection, (line) => {
        if (line.startsWith('MAIL')) messages += 1;
        if (messages === 2) connection.socket.destroy();
        return allYes(line);
      }),
    );
    const result = await sendInBatches(conversation, messageTo(many));
    expect(result.lostBeforeBody).toBe(false);
    expect(result.answers.slice(0, 100)).toEqual(many.slice(0, 100).map(() => delivered));
    expect(result.answers.slice(100)).toEqual(
      many.slice(100).map(() => failed('temporary', 'connection-lost', true, false)),
    );
  });
});
