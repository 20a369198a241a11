import type { SecureVersion } from 'node:tls';
import { assertNever } from '../../../../shared/domain/assertNever.ts';
import type { CipherProfile } from '../../../../shared/domain/cipherProfile.ts';
import { isDeprecatedVersion } from '../../../../shared/domain/tlsVersion.ts';
import type { TlsPolicy } from '../types.ts';

/** Electron links BoringSSL, which reads fewer of OpenSSL's cipher words and has no security levels. */
type TlsLibrary = 'openssl' | 'boringssl';

const tlsLibrary: TlsLibrary =
  process.versions.electron !== undefined || process.versions.openssl === '0.0.0' ? 'boringssl' : 'openssl';

export interface CipherOptions {
  minVersion: SecureVersion;
  ciphers: string;
}

type CipherPolicy = Pick<TlsPolicy, 'minVersion' | 'cipherProfile' | 'cipherList'>;

const tls13Suites = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';

const profileLists: Record<Exclude<CipherProfile, 'custom'>, string> = {
  modern: tls13Suites,
  // AEAD with forward secrecy first, then what older servers have. Nothing anonymous.
  standard: `${tls13Suites}:ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDHE+AES:DHE+AES:RSA+AESGCM:RSA+AES:!aNULL:!eNULL:!PSK:!SRP:!DSS`,
  'fips-kRSA': 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLSv1.2+FIPS:kRSA+FIPS:!eNULL:!aNULL',
};

/** Node's TLS options for a policy. TLS below 1.2 needs OpenSSL's level 0, which no other policy gets. */
export function cipherOptions(policy: CipherPolicy, library: TlsLibrary = tlsLibrary): CipherOptions {
  const ciphers = cipherListOf(policy);
  if (isTls13Only(ciphers)) return { minVersion: 'TLSv1.3', ciphers };
  const needsLevel0 = isDeprecatedVersion(policy.minVersion) && library === 'openssl';
  return { minVersion: policy.minVersion, ciphers: needsLevel0 ? `${ciphers}:@SECLEVEL=0` : ciphers };
}

function cipherListOf(policy: CipherPolicy): string {
  switch (policy.cipherProfile) {
    case 'custom':
      return encryptedOnly(policy.cipherList ?? '');
    case 'modern':
    case 'standard':
    case 'fips-kRSA':
      return profileLists[policy.cipherProfile];
    default:
      return assertNever(policy.cipherProfile);
  }
}

/** No encryption at all is never wanted, whatever else a list says. */
function encryptedOnly(list: string): string {
  return isTls13Only(list) ? list : `${list}:!eNULL`;
}

/** Node takes the suites of TLS 1.3 out of a list; OpenSSL refuses what is then left if it only takes away. */
function isTls13Only(list: string): boolean {
  return list.split(':').every((element) => element.startsWith('TLS_'));
}
