import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { MailServer } from './mailServer.ts';

const run = promisify(execFile);
const sbin = '/usr/sbin';
const startLimitMs = 20_000;
const mailLimitMs = 20_000;

/** A real Postfix, in folders of its own beside the system's, which it leaves alone. */
export type Postfix = MailServer;

export interface PostfixOptions {
  hostname: string;
  address: string;
  port: number;
  /** PEM. Without it STARTTLS is not offered. */
  tls?: { key: string; cert: string };
  /** Takes every recipient of these domains into its mailbox. */
  domains?: readonly string[];
  /** More lines of main.cf, which win. */
  settings?: Readonly<Record<string, string>>;
}

/** Why no Postfix can run here, or null. */
export function whyNoPostfix(): string | null {
  if (process.platform !== 'linux') return 'Postfix is tested on Linux only';
  if (!existsSync(join(sbin, 'postfix'))) return 'Postfix is not installed';
  return process.getuid?.() === 0 ? null : 'only root can start Postfix';
}

/** Starts one and waits until it takes mail. */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-postfix-'));
  // Its daemons give up root and still have to get here.
  chmodSync(dir, 0o755);
  const mailbox = join(dir, 'mail', 'inbox', 'new');
  const config = join(dir, 'etc');
  await writeConfig(dir, config, options);

  // start-fg wants to lead a session, as in a container. It opens /dev/stdout by its name, which works for a pipe; what
  // Node gives a child is a socket, and so `cat` stands between.
  const command = 'setsid --wait "$1" -c "$2" start-fg 2>&1 | cat';
  const child = spawn('sh', ['-c', command, 'postfix', join(sbin, 'postfix'), config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log: string[] = [];
  const listeners = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.push(line);
    for (const listener of listeners) listener();
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));

  /** Looks again whenever Postfix logs something: it logs every delivery. */
  const waitFor = <Found>(find: () => Found | undefined, what: string, limitMs: number): Promise<Found> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        listeners.delete(check);
        child.off('close', giveUp);
        settle();
      };
      const giveUp = () => end(() => reject(new Error(`Postfix: no ${what}. Its log:\n${log.join('\n')}`)));
      const check = () => {
        const found = find();
        if (found !== undefined) end(() => resolve(found));
      };
      const timer = setTimeout(giveUp, limitMs);
      child.once('close', giveUp);
      listeners.add(check);
      check();
    });

  const mail = () =>
    existsSync(mailbox)
      ? readdirSync(mailbox)
          .sort()
          .map((name) => readFileSync(join(mailbox, name), 'latin1'))
      : [];
  const stop = async () => {
    if (isRunning(child)) await run(join(sbin, 'postfix'), ['-c', config, 'stop']).catch(() => child.kill('SIGKILL'));
    await exited;
    await rm(dir, { recursive: true, force: true });
  };

  try {
    await waitFor(() => log.find((line) => line.includes('daemon started')), 'start', startLimitMs);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: options.address,
    port: options.port,
    mail,
    waitForMail: (predicate) => waitFor(() => mail().find(predicate), 'such mail', mailLimitMs),
    waitForLog: (pattern) => waitFor(() => log.find((line) => pattern.test(line)), String(pattern), mailLimitMs),
    log: () => log.join('\n'),
    stop,
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Makes the folders and files of one below `dir`, owned as its daemons want it. Its `main.cf` is in `config`. */
export async function writeConfig(dir: string, config: string, options: PostfixOptions): Promise<void> {
  const { uid, gid } = await idsOf('postfix');
  for (const [name, owner] of [
    ['etc', 0],
    ['queue', 0],
    ['data', uid],
    ['mail', uid],
  ] as const) {
    mkdirSync(join(dir, name), { mode: 0o755 });
    chownSync(join(dir, name), owner, owner === 0 ? 0 : gid);
  }
  const settings: Record<string, string> = {
    compatibility_level: '3.6',
    queue_directory: join(dir, 'queue'),
    data_directory: join(dir, 'data'),
    // Its log is our standard output.
    maillog_file: '/dev/stdout',
    // Its own idea of where it is; where it listens is in master.cf, and may be any address of 127/8.
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: options.hostname,
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    alias_maps: '',
    alias_database: '',
    local_recipient_maps: '',
    virtual_mailbox_domains: (options.domains ?? []).join(' '),
    virtual_mailbox_base: join(dir, 'mail'),
    virtual_mailbox_maps: 'static:inbox/',
    virtual_uid_maps: `static:${uid}`,
    virtual_gid_maps: `static:${gid}`,
    message_size_limit: '52428800',
    mailbox_size_limit: '0',
    virtual_mailbox_limit: '0',
    smtpd_tls_security_level: 'none',
  };
  if (options.tls) {
    const chain = join(config, 'chain.pem');
    writeFileSync(chain, `${options.tls.key.trimEnd()}\n${options.tls.cert}`, { mode: 0o600 });
    Object.assign(settings, { smtpd_tls_security_level: 'may', smtpd_tls_chain_files: chain, smtpd_tls_loglevel: '1' });
  }
  Object.assign(settings, options.settings);
  writeFileSync(join(config, 'main.cf'), lines(Object.entries(settings).map(([name, value]) => `${name} = ${value}`)));
  writeFileSync(
    join(config, 'master.cf'),
    lines([`${options.address}:${options.port} inet n - n - - smtpd`, ...services]),
  );
}

/** As Debian's master.cf has them, none of them in a chroot. */
const services = [
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'verify unix - - n - 1 verify',
  'flush unix n - n 1000? 0 flush',
  'proxymap unix - - n - - proxymap',
  'proxywrite unix - - n - 1 proxymap',
  'smtp unix - - n - - smtp',
  'relay unix - - n - - smtp',
  'showq unix n - n - - showq',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'discard unix - - n - - discard',
  'virtual unix - n n - - virtual',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'postlog unix-dgram n - n - 1 postlogd',
];

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, user])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
