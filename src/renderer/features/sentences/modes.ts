import type { CipherProfile } from '../../../shared/domain/cipherProfile.ts';
import type { RuleDirection } from '../../../shared/domain/direction.ts';
import type { TlsMode } from '../../../shared/domain/tlsMode.ts';
import { isDeprecatedVersion, type TlsVersion } from '../../../shared/domain/tlsVersion.ts';

export const modeWords: Record<TlsMode, { name: string; sentence: string }> = {
  strict: {
    name: 'Strict - Trusted Enforced',
    sentence:
      'Always encrypted, and the server must prove its name with a certificate in date from a trusted authority.',
  },
  relaxed: {
    name: 'Relaxed Encryption Mode',
    sentence: 'Always encrypted, with any certificate. Nobody can read along, but nobody checks who the server is.',
  },
  pinned: {
    name: 'Pinned key',
    sentence: 'Always encrypted, and only to a server with a key that you enter here.',
  },
  watch: {
    name: 'Watch only',
    sentence: 'Delivered as without a rule. The log says what Strict would have done: a way to try it first.',
  },
  opportunistic: {
    name: 'Opportunistic',
    sentence: 'Encrypted where the server offers it, in the clear where it does not.',
  },
};

export const directionWords: Record<RuleDirection, { name: string; sentence: string }> = {
  both: { name: 'Both ways', sentence: 'Mail to and from the domain' },
  outbound: { name: 'Outbound', sentence: 'Mail to the domain' },
  inbound: { name: 'Inbound', sentence: 'Mail from the domain' },
};

export const versionWords: Record<TlsVersion, string> = {
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};

/** With what a person must know before choosing it. */
export function versionChoice(version: TlsVersion): string {
  return isDeprecatedVersion(version) ? `${versionWords[version]} (unsafe)` : `${versionWords[version]} or later`;
}

/** For a protocol name as Node gives it; what we do not know is shown as it is. */
export function protocolWord(protocol: string): string {
  return protocol.replace(
    /^TLSv(\d)(\.\d)?$/,
    (_, major: string, minor: string | undefined) => `TLS ${major}${minor ?? '.0'}`,
  );
}

export const cipherProfileWords: Record<CipherProfile, { name: string; sentence: string }> = {
  standard: {
    name: 'Standard',
    sentence: 'TLS 1.2 and later, ciphers with forward secrecy first. Right for nearly everyone.',
  },
  modern: { name: 'Modern', sentence: 'TLS 1.3 only.' },
  'fips-kRSA': {
    name: 'FIPS with RSA key exchange',
    sentence: 'TLSv1.2+FIPS:kRSA+FIPS:!eNULL:!aNULL, as some gateways ask for.',
  },
  custom: { name: 'Custom', sentence: 'An OpenSSL cipher string of your own.' },
};
