import { spawnSync } from 'node:child_process';
import type { IssuedCertificate } from '../../support/lab/ca.ts';

/** A PFX file as an admin exports one with OpenSSL's command; null where that is not installed. */
export function pfxFile({ key, cert }: IssuedCertificate, password: string): Buffer | null {
  const { status, stdout, error } = spawnSync(
    'openssl',
    ['pkcs12', '-export', '-passout', `pass:${password}`, '-name', 'lab'],
    { input: `${key}\n${cert}` },
  );
  if (error) return null;
  if (status !== 0) throw new Error('openssl made no PFX file.');
  return stdout;
}
