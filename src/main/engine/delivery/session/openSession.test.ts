import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { policyOf, sessionDeps, targetOf } from '../../../../../tests/support/deliveryDeps.ts';
import { createFakeClock } from '../../../../../tests/support/fakeClock.ts';
import type { SmtpBehaviour } from '../../../../../tests/support/lab/smtpBehaviour.ts';
import type { SmtpDouble } from '../../../../../tests/support/lab/smtpDouble.ts';
import { peerHost, usePeers } from '../../../../../tests/support/peers.ts';
import type { FailureCode } from '../../../../shared/domain/failureCode.ts';
import type { TlsMode } from '../../../../shared/domain/tlsMode.ts';
import { openSession, type SessionDeps, type SessionTarget } from './openSession.ts';

const peers = usePeers();
const { double } = peers;
const host = peerHost;
const enforced = ['strict', 'relaxed', 'pinned'] as const;
const lenient = ['watch', 'opportunistic'] as const;

async function open(peer: SmtpDouble, mode: TlsMode, changes: Partial<SessionTarget> = {}, deps?: SessionDeps) {
  const policy = policyOf(mode);
  const result = await openSession(targetOf(peer, { policy, ...changes }), deps ?? sessionDeps({}, peers.ca.rootPem));
  if (result.kind === 'open') peers.afterTest(() => result.session.conversation.quitAtOnce());
  return result;
}

const failedWith = (code: FailureCode, kind: 'temporary' | 'permanent' = 'temporary') => ({
  kind: 'failed',
  unreachable: false,
  failure: { kind, code },
});

test('strict with a good peer: EHLO, STARTTLS, EHLO again, and SNI is the host that was looked up', async () => {
  const peer = await double();
  const result = await open(peer, 'strict');
  expect(result).toMatchObject({
    kind: 'open',
    session: { peer: { host, protocol: 'TLSv1.3', mode: 'strict' }, strictCode: null, startFailure: null },
  });
  const [connection] = peer.connections;
  expect(connection?.clear.toString()).toMatch(/^EHLO relay\.office\.example\r\nSTARTTLS\r\n/);
  expect(connection?.secure.toString()).toBe('EHLO relay.office.example\r\n');
  expect(connection?.tls?.servername).toBe(host);
});

test('a server named by its address is verified by that address, without SNI', async () => {
  const peer = await double({ tls: await peers.ca.issue({ names: ['127.0.0.1'] }) });
  expect(await open(peer, 'strict', { host: '127.0.0.1' })).toMatchObject({ kind: 'open' });
  expect(peer.connections[0]?.tls?.servername ?? null).toBeNull();
  expect(await open(await double(), 'strict', { host: '127.0.0.1' })).toMatchObject(
    failedWith('certificate-host-mismatch'),
  );
});

test('a port that nobody listens on is unreachable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  await new Promise((resolve) => server.close(resolve));
  expect(await openSession(targetOf({ address: '127.0.0.1', port }), sessionDeps())).toMatchObject({
    kind: 'failed',
    unreachable: true,
    failure: { code: 'connection-refused' },
    peer: { host, address: '127.0.0.1', protocol: null },
  });
});

describe('what says nothing about TLS is never a TLS failure', () => {
  test.each<[string, Partial<SmtpBehaviour>, FailureCode, 'temporary' | 'permanent']>([
    ['421 at the greeting', { greeting: '421 4.3.2 Busy' }, 'service-not-available', 'temporary'],
    ['554 at the greeting', { greeting: '554 5.7.1 Go away' }, 'rejected', 'permanent'],
    ['421 to EHLO', { ehloReply: '421 4.3.2 Busy' }, 'service-not-available', 'temporary'],
    ['450 to EHLO', { ehloReply: '450 4.7.1 Wait' }, 'mailbox-temporary', 'temporary'],
    ['550 to EHLO', { ehloReply: '550 5.7.1 Blocked' }, 'rejected', 'permanent'],
    [
      '421 to STARTTLS',
      { starttls: { kind: 'refuse', reply: '421 4.3.2 Busy' } },
      'service-not-available',
      'temporary',
    ],
    ['a connection lost at EHLO', { closeAt: 'ehlo' }, 'connection-lost', 'temporary'],
    ['a connection lost at STARTTLS', { closeAt: 'starttls' }, 'connection-lost', 'temporary'],
    ['no SMTP at all', { greeting: 'SSH-2.0-OpenSSH' }, 'protocol-error', 'temporary'],
  ])('%s', async (_, behaviour, code, kind) => {
    const peer = await double(behaviour);
    for (const mode of ['strict', 'opportunistic'] as const) {
      expect(await open(peer, mode)).toMatchObject(failedWith(code, kind));
    }
  });

  test.each(['greeting', 'ehlo', 'starttls'] as const)('silence at %s', async (silentAt) => {
    const clock = createFakeClock();
    const peer = await double({ silentAt });
    const opening = open(peer, 'strict', {}, sessionDeps({ clock }, peers.ca.rootPem));
    const said = { greeting: 0, ehlo: 1, starttls: 2 }[silentAt];
    await peer.waitForConnection(({ commands }) => commands.length === said);
    await clock.advance(10_000);
    expect(await opening).toMatchObject(failedWith('connection-timeout'));
    expect(clock.pendingTimers()).toBe(0);
  });

  test.each(enforced)('silence in the handshake, under %s', async (mode) => {
    const clock = createFakeClock();
    const peer = await double({ starttls: { kind: 'break', how: 'silent' } });
    const opening = open(peer, mode, {}, sessionDeps({ clock }));
    await peer.waitForConnection(({ handshake }) => handshake.length > 0);
    await clock.advance(10_000);
    expect(await opening).toMatchObject(failedWith('connection-timeout'));
    expect(peer.connections).toHaveLength(1);
  });
});

describe('under an enforced mode there is no second way', () => {
  const broken: [string, Partial<SmtpBehaviour>, FailureCode][] = [
    ['no STARTTLS', { starttls: { kind: 'absent' } }, 'starttls-not-supported'],
    ['STARTTLS refused by 454', { starttls: { kind: 'refuse', reply: '454 4.7.0 No' } }, 'starttls-refused'],
    ['STARTTLS refused by 501', { starttls: { kind: 'refuse', reply: '501 5.5.4 No' } }, 'starttls-refused'],
    ['no EHLO', { ehloReply: '502 5.5.1 Unknown command' }, 'starttls-not-supported'],
    ['a closed handshake', { starttls: { kind: 'break', how: 'close' } }, 'handshake-failed'],
    ['garbage for a handshake', { starttls: { kind: 'break', how: 'garbage' } }, 'handshake-failed'],
    ['an injection', { starttls: { kind: 'inject', replies: '250 Ok' } }, 'starttls-injection'],
  ];
  test.each(broken.flatMap(([name, behaviour, code]) => enforced.map((mode) => ({ name, mode, behaviour, code }))))(
    '$name under $mode',
    async ({ mode, behaviour, code }) => {
      const peer = await double(behaviour);
      expect(await open(peer, mode)).toMatchObject(failedWith(code));
      expect(peer.connections).toHaveLength(1);
      expect(peer.connections[0]?.readable.toString('latin1')).not.toMatch(/MAIL|RCPT|DATA|^HELO/m);
    },
  );
});

describe('under watch and opportunistic', () => {
  test.each(lenient)('%s goes on in the clear where TLS is not offered', async (mode) => {
    const peer = await double({ starttls: { kind: 'absent' } });
    const result = await open(peer, mode);
    expect(result).toMatchObject({
      kind: 'open',
      session: { strictCode: 'starttls-not-supported', startFailure: null },
    });
    // It is never sent blindly.
    expect(peer.connections[0]?.clear.toString()).not.toContain('STARTTLS');
  });

  test.each(lenient)('%s goes on over the same connection where STARTTLS is refused', async (mode) => {
    const peer = await double({ starttls: { kind: 'refuse', reply: '454 4.7.0 No' } });
    expect(await open(peer, mode)).toMatchObject({
      kind: 'open',
      session: { strictCode: 'starttls-refused', startFailure: 'starttls-refused' },
    });
    expect(peer.connections).toHaveLength(1);
  });

  test.each(lenient)('%s connects again in the clear after a broken handshake', async (mode) => {
    const peer = await double({ starttls: { kind: 'break', how: 'garbage' } });
    expect(await open(peer, mode)).toMatchObject({
      kind: 'open',
      session: { strictCode: 'handshake-failed', startFailure: 'handshake-failed', peer: { protocol: null } },
    });
    expect(peer.connections).toHaveLength(2);
    expect(peer.connections[1]?.clear.toString()).toBe('EHLO relay.office.example\r\n');
  });

  test.each(lenient)('%s has no use for a link into which somebody else speaks', async (mode) => {
    const peer = await double({ starttls: { kind: 'inject', replies: '250 Ok' } });
    expect(await open(peer, mode)).toMatchObject(failedWith('starttls-injection'));
    expect(peer.connections).toHaveLength(1);
  });

  test('a handshake that never ends is followed by plain, and strict would have said no more than that', async () => {
    const clock = createFakeClock();
    const peer = await double({ starttls: { kind: 'break', how: 'silent' } });
    const opening = open(peer, 'watch', {}, sessionDeps({ clock }));
    await peer.waitForConnection(({ handshake }) => handshake.length > 0);
    await clock.advance(10_000);
    expect(await opening).toMatchObject({ kind: 'open', session: { strictCode: 'connection-timeout' } });
  });

  test('a server that knows no EHLO gets HELO', async () => {
    const peer = await double({ ehloReply: '502 5.5.1 Unknown command' });
    expect(await open(peer, 'opportunistic')).toMatchObject({ kind: 'open' });
    expect(peer.connections[0]?.clear.toString()).toBe('EHLO relay.office.example\r\nHELO relay.office.example\r\n');
  });

  test('any certificate will do, and what strict would have said of it is kept', async () => {
    const peer = await double({ tls: await peers.ca.selfSigned({ names: [host] }) });
    expect(await open(peer, 'watch')).toMatchObject({
      kind: 'open',
      session: { strictCode: 'certificate-not-trusted', peer: { protocol: 'TLSv1.3' } },
    });
  });
});

describe('versions and ciphers', () => {
  const tls12 = async () => {
    const peer = await double();
    Object.assign(peer.behaviour.tls, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE' });
    return peer;
  };

  test('a server that is too old', async () => {
    const policy = policyOf('relaxed', { cipherProfile: 'modern' });
    expect(await open(await tls12(), 'relaxed', { policy })).toMatchObject(failedWith('tls-version-too-low'));
  });

  test('a server without a cipher of the profile', async () => {
    const policy = policyOf('relaxed', { cipherProfile: 'custom', cipherList: 'AES128-SHA256' });
    expect(await open(await tls12(), 'relaxed', { policy })).toMatchObject(failedWith('cipher-mismatch'));
  });

  test('TLS 1.1 for a policy that names it', async () => {
    const peer = await double();
    Object.assign(peer.behaviour.tls, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(await open(peer, 'strict')).toMatchObject(failedWith('tls-version-too-low'));
    const policy = policyOf('strict', { minVersion: 'TLSv1.1' });
    expect(await open(peer, 'strict', { policy })).toMatchObject({
      kind: 'open',
      session: { peer: { protocol: 'TLSv1.1' } },
    });
  });

  test('fips-kRSA with a server that has such a key', async () => {
    const peer = await double({
      tls: { ...(await peers.ca.issue({ names: [host], keyType: 'rsa-2048' })), maxVersion: 'TLSv1.2' },
    });
    const policy = policyOf('strict', { cipherProfile: 'fips-kRSA' });
    expect(await open(peer, 'strict', { policy })).toMatchObject({ kind: 'open' });
  });

  test('a link without encryption is none, even if both sides have a name for it', async () => {
    const peer = await double();
    Object.assign(peer.behaviour.tls, { maxVersion: 'TLSv1.2', ciphers: 'eNULL:@SECLEVEL=0' });
    const policy = policyOf('relaxed', { cipherProfile: 'custom', cipherList: 'eNULL:ECDHE:@SECLEVEL=0' });
    expect(await open(peer, 'relaxed', { policy })).toMatchObject(failedWith('cipher-mismatch'));
  });

  test('a cipher list that this TLS library cannot use leaves an enforced domain waiting', async () => {
    const policy = policyOf('strict', { cipherProfile: 'custom', cipherList: 'NONSENSE' });
    const peer = await double();
    expect(await open(peer, 'strict', { policy })).toMatchObject(failedWith('cipher-mismatch'));
    expect(peer.connections[0]?.clear.toString()).not.toContain('STARTTLS');
  });
});
