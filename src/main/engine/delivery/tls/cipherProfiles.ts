import { createSecureContext, type SecureVersion } from 'node:tls';
import { assertNever } from '../../../../shared/domain/assertNever.ts';
import type { CipherProfile } from '../../../../shared/domain/cipherProfile.ts';
import { isDeprecatedVersion } from '../../../../shared/domain/tlsVersion.ts';
import type { TlsPolicy } from '../types.ts';

/** Electron links BoringSSL, which reads fewer of OpenSSL's cipher words and has no security levels. */
export type TlsLibrary = 'openssl' | 'boringssl';

export const tlsLibrary: TlsLibrary =
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

/**
 * What is wrong with an OpenSSL cipher string, as a sentence; null where it can be used. Each element is tried by itself,
 * because OpenSSL passes over words it does not know, and a slip of the pen would go unseen.
 */
export function checkCipherList(list: string): string | null {
  if (!/^[A-Za-z0-9_.+:!@=-]+$/.test(list)) {
    return list.trim() === '' ? 'Enter a cipher list.' : 'A cipher list has no spaces or other special characters.';
  }
  for (const element of list.split(':')) {
    const isPositive = /^[A-Za-z0-9]/.test(element);
    if (isPositive && !createsContext(element)) return `The TLS library knows no cipher named ${element}.`;
  }
  return createsContext(encryptedOnly(list)) ? null : 'No cipher that encrypts is left in this list.';
}

/** Null where the running TLS library can express the profile, else why not. */
export function checkCipherProfile(profile: CipherProfile, list: string | null): string | null {
  if (profile === 'custom') return checkCipherList(list ?? '');
  return createsContext(profileLists[profile]) ? null : 'The running TLS library has no cipher of this profile.';
}

function createsContext(ciphers: string): boolean {
  try {
    createSecureContext({ ciphers });
    return true;
  } catch {
    return false;
  }
}
