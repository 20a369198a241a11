import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { MailServer } from './mailServer.ts';

const run = promisify(execFile);
const limitMs = 20_000;
const lookAgainMs = 20;

export interface MailServerOptions {
  /** Of prepareDebianRoot. */
  root: string;
  hostname: string;
  address: string;
  port: number;
  /** PEM. Without it STARTTLS is not offered. */
  tls?: { key: string; cert: string };
  domains: readonly string[];
  /** The local parts that it knows in each of the domains. */
  users: readonly string[];
}

/** One who owns files in the chroot. Names are looked up in there, numbers are the whole machine's: take unused ones. */
export interface ChrootUser {
  name: string;
  id: number;
}

export interface ChrootServer {
  command: readonly string[];
  users: readonly ChrootUser[];
  files: readonly { path: string; content: string; owner?: ChrootUser; mode?: number }[];
  folders: readonly { path: string; owner: ChrootUser; mode?: number }[];
  /** Its maildir, in the chroot. */
  mailbox: string;
  /** Read beside its output. */
  logFile?: string;
  /** What it logs once it takes mail. */
  ready: RegExp;
}

/** Starts the server in a copy of the unpacked Debian, and waits until it takes mail. */
export async function startChrootServer(
  { root, address, port }: Pick<MailServerOptions, 'root' | 'address' | 'port'>,
  server: ChrootServer,
): Promise<MailServer> {
  // On the same file system, so that a copy is made of links.
  const dir = mkdtempSync(join(dirname(root), 'run-'));
  const inside = (path: string) => join(dir, 'root', path);
  await run('cp', ['-al', root, join(dir, 'root')]);
  prepareFiles(inside, server);

  const output = join(dir, 'output');
  const outputFile = openSync(output, 'a');
  // The leader of a group, so that what it starts ends with it.
  const child = spawn('chroot', [join(dir, 'root'), ...server.command], {
    stdio: ['ignore', outputFile, outputFile],
    detached: true,
  });
  closeSync(outputFile);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });

  const log = () => {
    const files = server.logFile === undefined ? [output] : [output, inside(server.logFile)];
    return files
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
  };
  const mail = () => {
    const folder = join(inside(server.mailbox), 'new');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .sort()
      .map((name) => readFileSync(join(folder, name), 'latin1'));
  };
  const waitFor = async <Found>(find: () => Found | undefined, what: string): Promise<Found> => {
    for (const giveUpAt = performance.now() + limitMs; ; ) {
      const ended = !isRunning(child);
      const found = find();
      if (found !== undefined) return found;
      if (ended || performance.now() > giveUpAt) throw new Error(`No ${what} from the server. Its log:\n${log()}`);
      await delay(lookAgainMs);
    }
  };
  const waitForLog = (pattern: RegExp) =>
    waitFor(
      () =>
        log()
          .split('\n')
          .slice(0, -1)
          .find((line) => pattern.test(line)),
      String(pattern),
    );
  const stop = async () => {
    if (isRunning(child)) child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(killer);
    killGroup(child);
    await rm(dir, { recursive: true, force: true });
  };

  try {
    await waitForLog(server.ready);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    port,
    mail,
    waitForMail: (passes) => waitFor(() => mail().find(passes), 'such mail'),
    waitForLog,
    log,
    stop,
  };
}

/** Only new files: one that is in the unpacked Debian too is the same file there, and would be changed there. */
function prepareFiles(inside: (path: string) => string, { users, files, folders }: ChrootServer): void {
  const everyone = [{ name: 'root', id: 0 }, ...users];
  const write = (path: string, content: string, mode: number) =>
    writeFileSync(inside(path), content, { mode, flag: 'wx' });
  write('etc/passwd', everyone.map(({ name, id }) => `${name}:x:${id}:${id}::/:/bin/sh\n`).join(''), 0o644);
  write(
    'etc/group',
    [...everyone, { name: 'mail', id: 8 }].map(({ name, id }) => `${name}:x:${id}:\n`).join(''),
    0o644,
  );
  for (const { path, owner, mode = 0o755 } of folders) {
    mkdirSync(inside(path), { recursive: true });
    chmodSync(inside(path), mode);
    chownSync(inside(path), owner.id, owner.id);
  }
  for (const { path, content, owner, mode = 0o644 } of files) {
    write(path, content, mode);
    if (owner) chownSync(inside(path), owner.id, owner.id);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Those of its group that outlived it. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left, as it should be.
  }
}
