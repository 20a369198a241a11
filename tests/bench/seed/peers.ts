import { createHash } from 'node:crypto';
import type { Certificate } from '../../../src/shared/contract/certificate.ts';
import type { FailureCode } from '../../../src/shared/domain/failureCode.ts';
import type { TlsMode } from '../../../src/shared/domain/tlsMode.ts';
import type { Chance } from './chance.ts';

/** One domain that mail goes to or comes from, with its mail server as deliveries meet it. */
export interface Peer {
  domain: string;
  host: string;
  address: string;
  protocol: string | null;
  cipher: string | null;
  certificate: Certificate | null;
  /** What keeps going wrong there; null for a server where all is well. */
  trouble: FailureCode | null;
  mode: TlsMode;
  ruleId: string | null;
}

const dayMs = 86_400_000;
const troubles: readonly (readonly [FailureCode | null, number])[] = [
  [null, 900],
  ['starttls-not-supported', 22],
  ['certificate-expired', 18],
  ['certificate-host-mismatch', 14],
  ['certificate-not-trusted', 12],
  ['tls-version-too-low', 5],
  ['handshake-failed', 4],
  ['connection-timeout', 10],
  ['connection-refused', 5],
  ['greylisted', 10],
];

export function createPeer(
  chance: Chance,
  domain: string,
  rule: { id: string; mode: TlsMode } | null,
  now: number,
): Peer {
  const trouble = chance.weighted(troubles);
  const protocol = chance.weighted([
    ['TLSv1.3', 85],
    ['TLSv1.2', 15],
  ] as const);
  const encrypts = trouble !== 'starttls-not-supported' && (rule !== null || chance.happens(0.93));
  const host = `${chance.pick(['mx', 'mx1', 'mail', 'smtp', 'in'])}.${domain}`;
  return {
    domain,
    host,
    address: `203.0.113.${chance.below(255)}`,
    protocol: encrypts ? protocol : null,
    cipher: encrypts ? (protocol === 'TLSv1.3' ? 'TLS_AES_256_GCM_SHA384' : 'ECDHE-RSA-AES256-GCM-SHA384') : null,
    certificate: encrypts ? certificateFor(chance, host, trouble === 'certificate-expired', now) : null,
    trouble,
    mode: rule?.mode ?? 'opportunistic',
    ruleId: rule?.id ?? null,
  };
}

/** Has the size and the fields of a real one; no key stands behind it. */
function certificateFor(chance: Chance, host: string, expired: boolean, now: number): Certificate {
  const der = createHash('sha512').update(`${host}${chance.next()}`).digest();
  const filler = Buffer.concat(Array.from({ length: 16 }, () => der)).toString('base64');
  const notAfter = now + (expired ? -3 : 2 + chance.below(360)) * dayMs;
  const pem = filler.match(/.{1,64}/g)?.join('\n') ?? '';
  return {
    commonName: host,
    subjectAltNames: [host, host.slice(host.indexOf('.') + 1)],
    organization: null,
    location: null,
    serialNumber: colons(der.toString('hex').slice(0, 36)),
    signatureAlgorithm: 'sha256WithRSAEncryption',
    issuer: chance.pick(['CN=R11, O=Example Encrypt, C=US', 'CN=Example TLS RSA CA G1, O=Example Trust, C=US']),
    notBefore: new Date(notAfter - 90 * dayMs).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    key: chance.pick(['EC prime256v1', 'RSA 2048', 'RSA 4096']),
    sha256: colons(der.toString('hex').slice(0, 64)).toUpperCase(),
    spkiPin: der.subarray(0, 32).toString('base64'),
    pem: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
  };
}

function colons(hex: string): string {
  return hex.match(/../g)?.join(':') ?? '';
}
