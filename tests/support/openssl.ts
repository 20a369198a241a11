import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests that need OpenSSL's command are skipped here; null where it is there. */
export const opensslMissing: string | null =
  spawnSync('openssl', ['version']).status === 0 ? null : 'openssl is not installed';

/** OpenSSL's command in a folder of its own, as an admin at a shell makes keys, certificates and PFX files with it. */
export interface OpenSsl {
  dir: string;
  /** @throws with what it printed, when it fails */
  run(...args: string[]): string;
  read(file: string): string;
  readBase64(file: string): string;
  write(file: string, text: string): void;
  remove(): void;
}

export function openSsl(): OpenSsl {
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-openssl-'));
  return {
    dir,
    run(...args) {
      const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: dir, encoding: 'utf8' });
      if (status !== 0) throw new Error(`openssl ${args.join(' ')}\n${stderr}`);
      return stdout;
    },
    read: (file) => readFileSync(join(dir, file), 'utf8'),
    readBase64: (file) => readFileSync(join(dir, file)).toString('base64'),
    write: (file, text) => writeFileSync(join(dir, file), text),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export interface SignOptions {
  /** `-newkey` of the subject: `rsa:2048` or an EC curve such as `P-256`. */
  key: string;
  subject: string;
  /** Lines of an extension section. */
  extensions: readonly string[];
  /** Names of the files of an authority made before; null for a certificate that signs itself. */
  issuer: string | null;
  /** Passed to `-days`; negative is in the past. */
  days?: number;
  /** Passed to `openssl x509`. */
  digest?: string;
}

/** Leaves `name.key`, `name.csr` and `name.crt`. */
export function signWithOpenSsl(ssl: OpenSsl, name: string, options: SignOptions): void {
  makeKey(ssl, `${name}.key`, options.key);
  ssl.run('req', '-new', '-key', `${name}.key`, '-out', `${name}.csr`, '-subj', options.subject, '-utf8');
  signRequest(ssl, `${name}.csr`, `${name}.crt`, options, `${name}.key`);
}

export function makeKey(ssl: OpenSsl, file: string, kind: string): void {
  const [type, bits] = kind.split(':');
  const parameters = type === 'rsa' ? ['RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`] : curveOr(kind);
  ssl.run('genpkey', '-algorithm', ...parameters, '-out', file);
}

/** What an authority does with a request. */
export function signRequest(
  ssl: OpenSsl,
  request: string,
  certificate: string,
  { extensions, issuer, days = 365, digest = 'sha256' }: Omit<SignOptions, 'key' | 'subject'>,
  ownKey?: string,
): void {
  ssl.write(`${certificate}.ext`, extensions.join('\n'));
  const signer =
    issuer === null
      ? ['-signkey', ownKey ?? '']
      : ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`, '-set_serial', `0x${'4f'.repeat(8)}`];
  ssl.run(
    ...['x509', '-req', '-in', request, '-out', certificate, '-extfile', `${certificate}.ext`],
    ...['-days', String(days), `-${digest}`, ...signer],
  );
}

function curveOr(kind: string): string[] {
  return kind.startsWith('P-') ? ['EC', '-pkeyopt', `ec_paramgen_curve:${kind}`] : [kind];
}
