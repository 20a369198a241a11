import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inCheckout } from '../../scripts/checkout.ts';

const run = promisify(execFile);
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const archive = 'http://deb.debian.org/debian';

/**
 * Debian 12's mail servers, which conflict as packages, with all they need down to the C library. OpenSMTPD is that of
 * its backports: the 6.8 of Debian 12 itself can't finish a handshake with OpenSSL 3 ("missing private key"). OpenSMTPD
 * delivers through /bin/sh, which is dash.
 */
const packages = [['exim4-daemon-light'], ['opensmtpd/bookworm-backports', 'dash']] as const;
const suites = ['bookworm', 'bookworm-backports'];
/** Only the scripts of packages need it, and none of those runs. */
const unwanted = /^(perl|libperl)/;

const base = inCheckout('.cache', 'peers');
const recipe = JSON.stringify([archive, packages, suites, String(unwanted)]);
const root = join(base, `debian-12-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`);

/** A small Debian in a folder, to copy and to chroot into; or why it can't be had here. */
export type DebianRoot = { root: string } | { missing: string };

/**
 * Unpacks mail servers beside the system, which is left alone: nothing is installed and no user is made. Downloads 30 MB
 * the first time; what is unpacked stays in the checkout's .cache.
 */
export async function prepareDebianRoot(): Promise<DebianRoot> {
  if (process.platform !== 'linux') return { missing: 'real mail servers are tested on Linux only' };
  if (process.getuid?.() !== 0) return { missing: 'only root can start mail servers in a folder of their own' };
  if (existsSync(root)) return { root };
  if (!existsSync('/usr/bin/apt-get') || !existsSync(keyring)) return { missing: 'this is no Debian to unpack from' };
  mkdirSync(base, { recursive: true });
  const dir = mkdtempSync(join(base, 'unpacking-'));
  try {
    const unpacked = join(dir, 'root');
    await unpack(await download(dir), unpacked);
    // Another run may have been quicker.
    if (!existsSync(root)) renameSync(unpacked, root);
    return { root };
  } catch (error) {
    return { missing: `Debian's mail servers can't be unpacked: ${reasonOf(error)}` };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The newest archives of the packages, and of all that they depend on. */
async function download(dir: string): Promise<string[]> {
  const archives = join(dir, 'cache', 'archives');
  for (const folder of [join(dir, 'lists', 'partial'), join(archives, 'partial')]) {
    mkdirSync(folder, { recursive: true });
  }
  const sources = join(dir, 'sources.list');
  const status = join(dir, 'status');
  writeFileSync(sources, suites.map((suite) => `deb [signed-by=${keyring}] ${archive} ${suite} main\n`).join(''));
  // With nothing installed apt resolves everything, and sees no conflict with the system's own server.
  writeFileSync(status, '');
  const options = [
    ['Dir::Etc::sourcelist', sources],
    ['Dir::Etc::sourceparts', '-'],
    ['Dir::State::lists', join(dir, 'lists')],
    ['Dir::State::status', status],
    ['Dir::Cache', join(dir, 'cache')],
    ['APT::Sandbox::User', 'root'],
    ['APT::Install-Recommends', 'false'],
    ['APT::Update::Error-Mode', 'any'],
    ['Acquire::Retries', '3'],
    ['Acquire::Languages', 'none'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await run('apt-get', [...options, '-q', 'update']);
  for (const wanted of packages) await run('apt-get', [...options, '-qy', '--download-only', 'install', ...wanted]);
  return readdirSync(archives)
    .filter((name) => name.endsWith('.deb') && !unwanted.test(name))
    .map((name) => join(archives, name));
}

async function unpack(archives: readonly string[], to: string): Promise<void> {
  for (const file of archives) await run('dpkg-deb', ['--extract', file, to]);
  rmSync(join(to, 'usr', 'share'), { recursive: true, force: true });
  for (const folder of ['dev', 'run', 'tmp', 'var/run', 'etc/ssl/certs']) {
    mkdirSync(join(to, folder), { recursive: true });
  }
  execFileSync('chmod', ['1777', join(to, 'tmp')]);
  // Names come from files: there is no DNS in there.
  writeFileSync(join(to, 'etc', 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files\n');
  writeFileSync(join(to, 'etc', 'resolv.conf'), 'lookup file\n');
  writeFileSync(join(to, 'etc', 'hosts'), '127.0.0.1 localhost\n');
  for (const [name, minor] of [
    ['null', '3'],
    ['urandom', '9'],
  ] as const) {
    await run('mknod', ['-m', '666', join(to, 'dev', name), 'c', '1', minor]);
  }
  // Fails where devices of this file system do nothing, or a chroot is not allowed.
  await run('chroot', [to, '/bin/sh', '-c', 'echo > /dev/null']);
}

/** The first thing that apt complains of, which is what the others follow from. */
function reasonOf(error: unknown): string {
  const told = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return told.split('\n').find((line) => line.startsWith('E: ')) ?? (told.trim() || String(error));
}
