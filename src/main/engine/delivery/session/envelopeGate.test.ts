import { describe, expect, test } from 'vitest';
import { policyOf } from '../../../../../tests/support/deliveryDeps.ts';
import { peerHost, usePeers } from '../../../../../tests/support/peers.ts';
import { systemClock } from '../../runtime.ts';
import { createSecureContexts } from '../tls/secureContexts.ts';
import { connectTcp } from './connectTcp.ts';
import { type Command, Conversation } from './conversation.ts';
import { createFarewells } from './farewells.ts';

const peers = usePeers();
const { double } = peers;
const context = createSecureContexts().contextFor(policyOf('relaxed'), []);
const guarded: Command[] = [
  { verb: 'MAIL', argument: 'FROM:<a@b.example>' },
  { verb: 'RCPT', argument: 'TO:<c@d.example>' },
  { verb: 'DATA', argument: null },
  { verb: 'AUTH', argument: 'PLAIN AGEAYg==' },
];

async function converse(peer: { address: string; port: number }): Promise<Conversation> {
  const socket = await connectTcp({ ...peer, timeoutMs: 5000 });
  const conversation = new Conversation(socket, {
    host: peerHost,
    commandTimeoutMs: 60_000,
    clock: systemClock,
    farewells: createFarewells(systemClock),
  });
  peers.afterTest(() => conversation.quitAtOnce());
  return conversation;
}

describe('the gate before the envelope', () => {
  async function expectShut(conversation: Conversation): Promise<void> {
    for (const command of guarded) {
      expect(() => conversation.send([command])).toThrow('before the TLS decision');
      expect(() => conversation.send([{ verb: 'NOOP', argument: null }, command])).toThrow('before the TLS decision');
    }
    await expect(conversation.respond('c2VjcmV0')).rejects.toThrow('before the TLS decision');
    await expect(conversation.writeEmptyBody()).rejects.toThrow('before the TLS decision');
    await expect(
      conversation.writeBody(async function* () {
        yield Buffer.from('the message');
      }, 11),
    ).rejects.toThrow('before the TLS decision');
  }

  test('is shut at first, and not one octet goes out', async () => {
    const peer = await double();
    const conversation = await converse(peer);
    await conversation.greeting();
    await conversation.hello('relay.office.example');
    await expectShut(conversation);
    await conversation.exchange({ verb: 'NOOP', argument: null });
    expect(peer.connections[0]?.clear.toString()).toBe('EHLO relay.office.example\r\nNOOP\r\n');
  });

  test.each(['strict', 'relaxed', 'pinned'] as const)('stays shut for %s on a plain link', async (mode) => {
    const peer = await double({ starttls: { kind: 'absent' } });
    const conversation = await converse(peer);
    await conversation.greeting();
    await conversation.hello('relay.office.example');
    expect(conversation.permitEnvelope(policyOf(mode))).toBe('starttls-not-supported');
    await expectShut(conversation);
  });

  test('stays shut for an unverified peer, and opens for a policy that takes it', async () => {
    const conversation = await converse(await double());
    await conversation.greeting();
    await conversation.hello('relay.office.example');
    expect(await conversation.startTls(context)).toEqual({ kind: 'secured' });
    expect(conversation.permitEnvelope(policyOf('strict'))).toBe('certificate-not-trusted');
    await expectShut(conversation);
    expect(conversation.permitEnvelope(policyOf('relaxed'))).toBeNull();
    expect(await conversation.exchange({ verb: 'MAIL', argument: 'FROM:<>' })).toMatchObject({ kind: 'reply' });
    // A later decision counts, not the best one.
    conversation.permitEnvelope(policyOf('pinned'));
    await expectShut(conversation);
  });

  test('is shut again by STARTTLS', async () => {
    const conversation = await converse(await double());
    await conversation.greeting();
    await conversation.hello('relay.office.example');
    expect(conversation.permitEnvelope(policyOf('opportunistic'))).toBeNull();
    await conversation.startTls(context);
    await expectShut(conversation);
  });
});

test('a control character never gets into a command', async () => {
  const peer = await double();
  const conversation = await converse(peer);
  await conversation.greeting();
  conversation.permitEnvelope(policyOf('opportunistic'));
  for (const argument of [
    'FROM:<a@b.example>\r\nRCPT TO:<x@y.example>',
    'FROM:<a\0>',
    'FROM:<a\n>',
    'FROM:<a\u0085>',
  ]) {
    expect(() => conversation.send([{ verb: 'MAIL', argument }])).toThrow('control character');
  }
  await expect(conversation.respond('YQ==\r\nQUIT')).rejects.toThrow('control character');
  await conversation.exchange({ verb: 'NOOP', argument: null });
  expect(peer.connections[0]?.clear.toString()).toBe('NOOP\r\n');
});
