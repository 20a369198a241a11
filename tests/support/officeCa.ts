import { afterAll, beforeAll } from 'vitest';
import { type OpenSsl, openSsl, opensslMissing, type SignOptions, signWithOpenSsl } from './openssl.ts';
import { host } from './ownCertificate.ts';

export const serverExtensions = [
  `subjectAltName=DNS:${host}`,
  'basicConstraints=CA:FALSE',
  'extendedKeyUsage=serverAuth',
];
const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

export interface OfficeCa {
  ssl: OpenSsl;
  /** Leaves `name.key`, `name.csr` and `name.crt`: a server certificate of `intermediate`, unless told otherwise. */
  sign(name: string, options?: Partial<SignOptions>): void;
  /** As `certificate.import` takes it. */
  pem(name: string): { certificates: string; key: string };
  /** With the chain; `options` are of `openssl pkcs12`. As `certificate.import` takes it. */
  pfx(name: string, ...options: string[]): { data: string; password: string };
}

/**
 * An office's own authority for the tests of one `describe`: `root`, `intermediate` below it, `other-root`, and of servers
 * `server` (EC) and `rsa`. The `describe` is skipped where OpenSSL is missing.
 */
export function officeCa(): OfficeCa {
  const ssl = openSsl();
  const sign = (name: string, options: Partial<SignOptions> = {}) =>
    signWithOpenSsl(ssl, name, {
      key: 'P-256',
      subject: `/C=GB/ST=Oxfordshire/L=Abingdon/O=Office/CN=${host}`,
      extensions: serverExtensions,
      issuer: 'intermediate',
      ...options,
    });

  beforeAll(() => {
    sign('root', { subject: '/CN=Office Root', extensions: authority, issuer: null, key: 'rsa:2048' });
    sign('intermediate', { subject: '/CN=Office CA', extensions: authority, issuer: 'root' });
    sign('other-root', { subject: '/CN=Other Root', extensions: authority, issuer: null });
    sign('server');
    sign('rsa', { key: 'rsa:2048' });
    ssl.write('chain.crt', ssl.read('root.crt') + ssl.read('intermediate.crt'));
  });
  afterAll(() => ssl.remove());
  // Nothing runs, nothing is tidied up.
  if (opensslMissing) ssl.remove();

  return {
    ssl,
    sign,
    pem: (name) => ({ certificates: ssl.read(`${name}.crt`), key: ssl.read(`${name}.key`) }),
    pfx(name, ...options) {
      const files = ['-in', `${name}.crt`, '-inkey', `${name}.key`, '-certfile', 'chain.crt', '-out', 'out.pfx'];
      ssl.run('pkcs12', '-export', ...files, '-passout', 'pass:geheim', ...options);
      return { data: ssl.readBase64('out.pfx'), password: 'geheim' };
    },
  };
}
