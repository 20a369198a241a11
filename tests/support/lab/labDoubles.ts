import type { Clock } from '../../../src/main/engine/runtime.ts';
import type { Ca } from './ca.ts';
import type { DnsEntry } from './dnsServer.ts';
import { type SmtpBehaviour, wellBehaved } from './smtpBehaviour.ts';

/**
 * One double per MX host of the lab, named after its domain; `second-mx` has two. The last four are: a certificate that
 * starts tomorrow, one of RSA 1024, replies in the clear behind the 220 to STARTTLS, and TLS 1.2 at most.
 */
export const doubleNames = [
  'trusted',
  'self-signed',
  'expired',
  'wrong-name',
  'no-starttls',
  'starttls-refused',
  'handshake-breaks',
  'tls11',
  'busy',
  'tempfail',
  'permfail',
  'slow',
  'second-mx-1',
  'second-mx-2',
  'not-yet-valid',
  'weak-key',
  'injects',
  'tls12',
] as const;
export type DoubleName = (typeof doubleNames)[number];

const dayMs = 24 * 60 * 60 * 1000;

/** OpenSSL 3 speaks TLS 1.1 and takes weak keys at security level 0 only. Electron's BoringSSL has no levels. */
const anySecurity = process.versions.electron === undefined ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {};

/** The host name of a double's MX. */
export function mxHostOf(name: DoubleName): string {
  if (name === 'second-mx-1') return 'mx1.second-mx.example';
  if (name === 'second-mx-2') return 'mx2.second-mx.example';
  return `mx.${name}.example`;
}

/** What each double does by its name. `slow` waits `slowMs` before each of its answers. */
export async function behaviourOf(name: DoubleName, ca: Ca, clock: Clock, slowMs: number): Promise<SmtpBehaviour> {
  const host = mxHostOf(name);
  const trusted = async () => wellBehaved(host, await ca.issue({ names: [host] }));
  switch (name) {
    case 'trusted':
    case 'second-mx-2':
      return trusted();
    case 'self-signed':
      return wellBehaved(host, await ca.selfSigned({ names: [host] }));
    case 'expired':
      return wellBehaved(host, await ca.issue({ names: [host], notAfter: new Date(clock.now() - dayMs) }));
    case 'wrong-name':
      return wellBehaved(host, await ca.issue({ names: ['mail.somewhere-else.example'] }));
    case 'no-starttls':
      return { ...(await trusted()), starttls: { kind: 'absent' } };
    case 'starttls-refused':
      return {
        ...(await trusted()),
        starttls: { kind: 'refuse', reply: '454 4.7.0 TLS not available due to temporary reason' },
      };
    case 'handshake-breaks':
      return { ...(await trusted()), starttls: { kind: 'break', how: 'close' } };
    case 'second-mx-1':
      return { ...(await trusted()), starttls: { kind: 'break', how: 'garbage' } };
    case 'tls11': {
      const behaviour = await trusted();
      return { ...behaviour, tls: { ...behaviour.tls, ...anySecurity, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } };
    }
    case 'busy':
      return { ...(await trusted()), greeting: `421 4.3.2 ${host} Service not available, try again later` };
    case 'tempfail':
      return { ...(await trusted()), rcptReply: '451 4.7.1 Greylisted, please try again later' };
    case 'permfail':
      return { ...(await trusted()), rcptReply: '550 5.1.1 No such user here' };
    case 'not-yet-valid':
      return wellBehaved(host, await ca.issue({ names: [host], notBefore: new Date(clock.now() + dayMs) }));
    case 'weak-key': {
      const behaviour = wellBehaved(host, await ca.issue({ names: [host], keyType: 'rsa-1024' }));
      return { ...behaviour, tls: { ...behaviour.tls, ...anySecurity } };
    }
    case 'injects':
      return { ...(await trusted()), starttls: { kind: 'inject', replies: '250 2.0.0 Said in the clear' } };
    case 'tls12': {
      const behaviour = await trusted();
      return { ...behaviour, tls: { ...behaviour.tls, maxVersion: 'TLSv1.2' } };
    }
    case 'slow': {
      const wait = () => new Promise<void>((resolve) => clock.setTimer(resolve, slowMs));
      return { ...(await trusted()), before: wait };
    }
  }
}

/** The lab's zone: each double's MX and address, and the three domains that have no server. */
export function labZone(addresses: ReadonlyMap<DoubleName, string>): Map<string, DnsEntry> {
  const zone = new Map<string, DnsEntry>();
  for (const [name, address] of addresses) {
    zone.set(mxHostOf(name), { a: [address] });
    if (name !== 'second-mx-1' && name !== 'second-mx-2') {
      zone.set(`${name}.example`, { mx: [{ preference: 10, exchange: mxHostOf(name) }] });
    }
  }
  zone.set('second-mx.example', {
    mx: [
      { preference: 10, exchange: mxHostOf('second-mx-1') },
      { preference: 20, exchange: mxHostOf('second-mx-2') },
    ],
  });
  zone.set('null-mx.example', { mx: [{ preference: 0, exchange: '.' }] });
  zone.set('missing.example', 'NXDOMAIN');
  zone.set('servfail.example', 'SERVFAIL');
  return zone;
}
