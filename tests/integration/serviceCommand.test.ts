import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** `sealpost service` as a user runs it; what it tells systemd is written down instead. */

const cli = new URL('../../src/main/engine/entry/cli.ts', import.meta.url).pathname;
const nobody = 65534;
const isRoot = process.getuid?.() === 0;

let folder: string;
let dataDir: string;
let unit: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-service-'));
  dataDir = join(folder, '100% "mail" $HOME');
  unit = join(folder, '.config', 'systemd', 'user', 'sealpost.service');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'systemctl'),
    `#!/bin/sh\necho "$@" >> "${folder}/told"\n[ ! -e "${folder}/broken" ] || { echo out of order; exit 1; }\n`,
  );
  chmodSync(join(bin, 'systemctl'), 0o755);
  if (isRoot) for (const path of [folder, bin]) chownSync(path, nobody, nobody);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Under an ordinary user: as root it would be a service of this machine. */
function service(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'service', ...args, '--json'], {
    encoding: 'utf8',
    env: { HOME: folder, PATH: `${folder}/bin:${process.env.PATH}`, ...env },
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
  return { status, answer: stdout === '' ? stderr : JSON.parse(stdout) };
}

function told(): string[] {
  return existsSync(join(folder, 'told')) ? readFileSync(join(folder, 'told'), 'utf8').trim().split('\n') : [];
}

/** The words of ExecStart as systemd takes them: systemd.service(5), "Command lines". */
function execStart(): string[] {
  const [, line = ''] = /^ExecStart=(.*)$/m.exec(readFileSync(unit, 'utf8')) ?? [];
  return Array.from(line.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, word = '']) =>
    word.replaceAll(/\\(.)/g, '$1').replaceAll('%%', '%').replaceAll('$$', '$'),
  );
}

describe.skipIf(process.platform !== 'linux')('sealpost service', () => {
  test('is installed, looked at, installed anew and taken away; the data stay', () => {
    expect(service(['install', '--data-dir', dataDir])).toMatchObject({
      status: 0,
      answer: { installed: true, file: unit, hint: expect.stringContaining('enable-linger') },
    });
    expect(told()).toEqual([
      '--user daemon-reload',
      '--user enable sealpost.service',
      '--user restart sealpost.service',
    ]);
    expect(statSync(unit).mode & 0o777).toBe(0o644);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);

    // What systemd would run is there and is Sealpost, on that folder.
    const [program = '', ...words] = execStart();
    expect(words.slice(-3)).toEqual(['serve', '--data-dir', dataDir]);
    const version = spawnSync(program, [...words.slice(0, -3), 'version'], { encoding: 'utf8' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);

    expect(service(['status', '--data-dir', dataDir])).toEqual({
      status: 1,
      answer: { installed: true, file: unit, running: false, pid: null },
    });

    service(['install', '--data-dir', dataDir]);
    expect(told()[3]).toBe('--user disable --now sealpost.service');

    writeFileSync(join(dataDir, 'sealpost.db'), 'mail');
    rmSync(join(folder, 'told'));
    expect(service(['uninstall', '--data-dir', dataDir])).toEqual({
      status: 0,
      answer: { installed: false, removed: true },
    });
    expect(told()).toEqual(['--user disable --now sealpost.service', '--user daemon-reload']);
    expect(existsSync(unit)).toBe(false);
    expect(readFileSync(join(dataDir, 'sealpost.db'), 'utf8')).toBe('mail');
    expect(service(['uninstall', '--data-dir', dataDir]).answer).toEqual({ installed: false, removed: false });
  });

  test('says which step failed, and what was said', () => {
    writeFileSync(join(folder, 'broken'), '');
    const { status, answer } = service(['install', '--data-dir', dataDir]);
    expect(status).toBe(1);
    expect(answer.error.message).toContain('"systemctl --user daemon-reload" failed: out of order');
  });

  test('is not installed from an AppImage, whose files go with it', () => {
    const { status, answer } = service(['install', '--data-dir', dataDir], { APPIMAGE: '/tmp/Sealpost.AppImage' });
    expect(status).toBe(1);
    expect(answer.error.message).toContain('.deb');
    expect([existsSync(unit), existsSync(dataDir), told()]).toEqual([false, false, []]);
  });

  test('takes no setting from a name with a line end in it', () => {
    const { status, answer } = service(['install', '--data-dir', dataDir, '--user', 'a\nExecStartPre=/bin/evil']);
    expect(status).toBe(1);
    expect(answer.error.message).toContain('line end');
    expect([existsSync(unit), told()]).toEqual([false, []]);
  });
});
