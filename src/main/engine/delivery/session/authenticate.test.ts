import { describe, expect, test } from 'vitest';
import { policyOf, sessionDeps, targetOf } from '../../../../../tests/support/deliveryDeps.ts';
import type { SmtpDouble } from '../../../../../tests/support/lab/smtpDouble.ts';
import { peerHost, usePeers } from '../../../../../tests/support/peers.ts';
import type { FailureCode } from '../../../../shared/domain/failureCode.ts';
import type { TlsMode } from '../../../../shared/domain/tlsMode.ts';
import { openSession, type SessionTarget } from './openSession.ts';

const peers = usePeers();
const { double } = peers;
const host = peerHost;
const credentials = { username: 'relay', password: 'päss word' };

async function open(peer: SmtpDouble, mode: TlsMode, changes: Partial<SessionTarget> = {}) {
  const policy = policyOf(mode);
  const result = await openSession(targetOf(peer, { policy, ...changes }), sessionDeps({}, peers.ca.rootPem));
  if (result.kind === 'open') peers.afterTest(() => result.session.conversation.quitAtOnce());
  return result;
}

const failedWith = (code: FailureCode) => ({
  kind: 'failed',
  unreachable: false,
  failure: { kind: 'temporary', code },
});

describe('a password', () => {
  test('goes out inside TLS only, by PLAIN', async () => {
    const peer = await double({ auth: credentials });
    expect(await open(peer, 'strict', { credentials })).toMatchObject({ kind: 'open' });
    const plain = Buffer.from(`\0relay\0päss word`).toString('base64');
    expect(peer.connections[0]?.secure.toString()).toContain(`AUTH PLAIN ${plain}\r\n`);
    expect(peer.connections[0]?.clear.toString('latin1')).not.toContain('AUTH');
  });

  test('or by LOGIN', async () => {
    const peer = await double({ auth: credentials, extensions: [] });
    peer.behaviour.ehloReply = `250-${host}\r\n250-STARTTLS\r\n250 AUTH LOGIN`;
    expect(await open(peer, 'relaxed', { credentials })).toMatchObject({ kind: 'open' });
    expect(peer.connections[0]?.commands.map(({ line }) => line).slice(-3)).toEqual([
      'AUTH LOGIN',
      Buffer.from('relay').toString('base64'),
      Buffer.from('päss word').toString('base64'),
    ]);
  });

  test('that is wrong makes the mail wait', async () => {
    const peer = await double({ auth: { ...credentials, password: 'another' } });
    expect(await open(peer, 'strict', { credentials })).toMatchObject(failedWith('authentication-failed'));
  });

  const echoes: [string, (line: string) => string][] = [
    ['the command', (line) => `500 5.5.1 Command unrecognized: "${line}"`],
    ['the command, cut short', (line) => `500 5.5.1 Command unrecognized: "${line.slice(0, 30)}…"`],
    ['the password itself', () => `535 5.7.8 "${credentials.password}" is wrong`],
    ['it as it leaves', (line) => `421 4.7.0 Not ${line}`],
    ['it in several lines', (line) => `535-5.7.8 No\r\n535 5.7.8 ${line}`],
  ];
  test.each(echoes)('that a server says again is not handed on: %s', async (_, refuseAuth) => {
    const peer = await double({ auth: credentials, refuseAuth });
    const result = await open(peer, 'strict', { credentials });
    expect(result).toMatchObject({
      kind: 'failed',
      failure: { kind: 'temporary', reply: expect.stringMatching(/^\d{3} \(left out/), detail: null },
    });
    const plain = Buffer.from(`\0relay\0päss word`).toString('base64');
    for (const secret of [credentials.password, plain.slice(0, 16)])
      expect(JSON.stringify(result)).not.toContain(secret);
  });

  test('that a server does not say again leaves its words as they are', async () => {
    const peer = await double({ auth: credentials, refuseAuth: () => '535 5.7.8 Authentication credentials invalid' });
    expect(await open(peer, 'strict', { credentials })).toMatchObject({
      failure: { reply: '535 5.7.8 Authentication credentials invalid' },
    });
  });

  test('is not sent where AUTH is not offered', async () => {
    expect(await open(await double(), 'strict', { credentials })).toMatchObject(failedWith('authentication-failed'));
  });

  test.each([
    ['not offered', { starttls: { kind: 'absent' } }, 'starttls-not-supported'],
    ['refused', { starttls: { kind: 'refuse', reply: '454 No' } }, 'starttls-refused'],
    ['broken', { starttls: { kind: 'break', how: 'close' } }, 'handshake-failed'],
  ] as const)('never goes out in the clear, even under opportunistic: TLS is %s', async (_, behaviour, code) => {
    const peer = await double({ ...behaviour, auth: credentials });
    peer.behaviour.ehloReply = behaviour.starttls.kind === 'absent' ? `250-${host}\r\n250 AUTH PLAIN LOGIN` : null;
    expect(await open(peer, 'opportunistic', { credentials })).toMatchObject(failedWith(code));
    expect(peer.connections).toHaveLength(1);
    expect(peer.connections[0]?.readable.toString('latin1')).not.toContain('AUTH');
  });

  test('does not go to a peer that the policy refuses', async () => {
    const peer = await double({ auth: credentials, tls: await peers.ca.selfSigned({ names: [host] }) });
    expect(await open(peer, 'strict', { credentials })).toMatchObject(failedWith('certificate-not-trusted'));
    expect(peer.connections[0]?.readable.toString('latin1')).not.toContain('AUTH');
  });
});
