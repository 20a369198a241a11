import { z } from 'zod';

/** Oldest first, so that an index comparison is a version comparison. Named as Node's TLS names them. */
export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export const tlsVersionSchema = z.enum(tlsVersions);
export type TlsVersion = z.infer<typeof tlsVersionSchema>;

export const defaultMinVersion: TlsVersion = 'TLSv1.2';

/** True where RFC 8996 forbids the version: shown as unsafe wherever an admin can choose it. */
export function isDeprecatedVersion(version: TlsVersion): boolean {
  return version === 'TLSv1' || version === 'TLSv1.1';
}
