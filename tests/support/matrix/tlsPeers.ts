import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { cipherOptions } from '../../../src/main/engine/delivery/tls/cipherProfiles.ts';
import type { TlsPolicy } from '../../../src/main/engine/delivery/types.ts';

/** Other people's programs, asked what strict is asked: is it trusted, and is it for this name? */

export interface Question {
  address: string;
  port: number;
  host: string;
  policy: TlsPolicy;
  /** PEM of the trusted roots. */
  caFile: string;
}

/** `verified`: trusted, and for this name. `encrypted`: TLS, but not that. `refused`: it did not come to TLS. */
export type PeerVerdict = 'verified' | 'encrypted' | 'refused';

export interface Answer {
  verdict: PeerVerdict;
  /** What it printed. */
  said: string;
}

export interface TlsPeer {
  name: 'posttls-finger' | 'openssl s_client';
  /** Why it cannot be asked here, or null. */
  missing: string | null;
  ask(question: Question): Promise<Answer>;
}

const timeoutMs = 20_000;

export const posttlsFinger: TlsPeer = {
  name: 'posttls-finger',
  missing: existsSync('/usr/sbin/posttls-finger') ? null : "Postfix's posttls-finger is not installed",
  async ask({ address, port, host, policy, caFile }) {
    const references = policy.mxNames.length > 0 ? policy.mxNames : [host];
    const said = await run('/usr/sbin/posttls-finger', [
      '-c',
      ...['-l', 'secure'],
      ...['-L', 'summary,certmatch,untrusted'],
      ...['-F', caFile],
      ...['-p', `>=${policy.minVersion}`],
      ...(isIP(host) === 0 ? ['-s', host] : []),
      ...(policy.minVersion < 'TLSv1.2' ? ['-o', 'tls_medium_cipherlist=DEFAULT@SECLEVEL=0'] : []),
      `[${address}]:${port}`,
      ...references,
    ]);
    const [, found = null] = /(\w+) TLS connection established/.exec(said) ?? [];
    return { verdict: found === 'Verified' ? 'verified' : found === null ? 'refused' : 'encrypted', said };
  },
};

export const opensslClient: TlsPeer = {
  name: 'openssl s_client',
  missing: existsSync('/usr/bin/openssl') ? null : 'openssl is not installed',
  async ask({ address, port, host, policy, caFile }) {
    const reference = policy.mxNames[0] ?? host;
    const { minVersion, ciphers } = cipherOptions(policy);
    const suites = ciphers.split(':').filter((word) => word.startsWith('TLS_'));
    const others = ciphers.split(':').filter((word) => !word.startsWith('TLS_'));
    const said = await run('/usr/bin/openssl', [
      ...['s_client', '-starttls', 'smtp', '-connect', `${address}:${port}`],
      ...['-CAfile', caFile, '-no-CApath', '-no-CAstore', '-verify_return_error'],
      ...(isIP(reference) === 0 ? ['-verify_hostname', reference] : ['-verify_ip', reference]),
      ...(isIP(host) === 0 ? ['-servername', host] : ['-noservername']),
      ...['-min_protocol', minVersion],
      ...(suites.length > 0 ? ['-ciphersuites', suites.join(':')] : []),
      ...(others.length > 0 ? ['-cipher', others.join(':')] : []),
    ]);
    return { verdict: verdictOf(said), said };
  },
};

function verdictOf(said: string): PeerVerdict {
  // It ends the handshake itself where it does not trust.
  if (/verify error:num=/.test(said)) return 'encrypted';
  if (!/^New, TLSv1/m.test(said)) return 'refused';
  // Without a certificate it finds nothing wrong.
  if (/no peer certificate available/.test(said)) return 'encrypted';
  return /Verify return code: 0 \(ok\)/.test(said) ? 'verified' : 'encrypted';
}

/** All that the program prints, whatever it ends with. */
function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: timeoutMs, encoding: 'latin1' }, (_error, stdout, stderr) => {
      resolve(`${stdout}${stderr}`);
    });
    child.stdin?.end();
  });
}
