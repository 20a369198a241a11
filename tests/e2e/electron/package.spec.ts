import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium } from '@playwright/test';
import { runElectronBuilder } from '../../../scripts/package.ts';
import { expect, test } from '../fixtures.ts';
import { labArgs } from '../support/builtApp.ts';
import { engineHandle } from '../support/engineHandle.ts';
import { startBuiltService } from '../support/service.ts';

/** What is packaged, as it is unpacked on a machine. The .deb is made too, the other installers are electron-builder's. */

test.skip(process.platform !== 'linux', 'the package that is tested is the Linux one');
test.describe.configure({ mode: 'serial' });

/** The octets of the fuse wire. */
const off = '0'.charCodeAt(0);
const on = '1'.charCodeAt(0);

let folder: string;
let unpacked: string;
let app: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'sealpost-package-'));
  expect(await runElectronBuilder(['--linux', 'dir', `-c.directories.output=${folder}`], process.env)).toBe(0);
  unpacked = join(folder, 'linux-unpacked');
  app = join(unpacked, 'sealpost-desktop');
});

test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface StartedApp {
  child: ChildProcess;
  /** Where Chromium's debugger listens: the package has no Node debugger for Playwright. */
  devTools: string;
}

async function startPackage(dataDir: string, args: readonly string[] = [], env = {}): Promise<StartedApp> {
  const child = spawn(app, ['--no-sandbox', '--remote-debugging-port=0', '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: join(folder, 'config'), ...env },
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const devTools = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (devTools !== undefined) {
      child.stderr.resume();
      return { child, devTools };
    }
  }
  throw new Error('The package ended before its window was there.');
}

async function stopPackage({ child }: StartedApp): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

test('the package starts, shows its window and the mail of a service that runs', async ({ lab }) => {
  const dataDir = join(folder, 'data');
  const service = await startBuiltService(['--data-dir', dataDir, ...labArgs(lab)]);
  const engine = await engineHandle(dataDir);
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await engine.send({ to: ['bob@expired.example'] });
  const started = await startPackage(dataDir);
  try {
    const browser = await chromium.connectOverCDP(started.devTools);
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (!page) throw new Error('The package shows no window.');
    await page.getByRole('link', { name: 'Domains' }).click();
    await expect(page.getByText('expired.example').first()).toBeVisible();
    expect(page.url()).toMatch(/^app:\/\/sealpost\//);
    await browser.close();
  } finally {
    await stopPackage(started);
    await service.stop();
  }
});

test('its command line is the app itself as plain Node', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const run = promisify(execFile);
  const { stdout } = await run(join(unpacked, 'resources', 'bin', 'sealpost'), ['version']);
  expect(stdout.trim()).toBe(version);
});

test('its fuses are set', async () => {
  const fuses = await getCurrentFuseWire(app);
  const states = {
    nodeOptions: fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    nodeCliInspect: fuses[FuseV1Options.EnableNodeCliInspectArguments],
    asarIntegrity: fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    onlyAsar: fuses[FuseV1Options.OnlyLoadAppFromAsar],
    fileProtocol: fuses[FuseV1Options.GrantFileProtocolExtraPrivileges],
    runAsNode: fuses[FuseV1Options.RunAsNode],
  };
  expect(states).toEqual({
    nodeOptions: off,
    nodeCliInspect: off,
    asarIntegrity: on,
    onlyAsar: on,
    fileProtocol: off,
    runAsNode: on,
  });
});

test('the .deb has everything in its place, and takes no files over', async () => {
  test.skip(spawnSync('dpkg-deb', ['--version']).status !== 0, 'there is no dpkg-deb on this machine');
  test.setTimeout(180_000);
  // electron-builder downloads fpm; what it tells fpm is what is tested.
  process.env.CUSTOM_FPM_PATH = join(import.meta.dirname, '..', 'support', 'standInFpm.mjs');
  const args = ['--linux', 'deb', '--prepackaged', unpacked, `-c.directories.output=${folder}`];
  expect(await runElectronBuilder(args, process.env)).toBe(0);
  const deb = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '';
  const run = promisify(execFile);
  const limit = { maxBuffer: 64 * 1024 * 1024 };
  const { stdout: contents } = await run('dpkg-deb', ['--contents', join(folder, deb)], limit);
  const modes = new Map(contents.split('\n').map((line) => [line.split(' ./')[1], line.slice(0, 10)]));
  for (const file of ['usr/bin/sealpost', 'opt/Sealpost/sealpost-desktop', 'opt/Sealpost/resources/bin/sealpost']) {
    expect([file, modes.get(file)]).toEqual([file, '-rwxr-xr-x']);
  }
  expect(modes.has('usr/share/icons/hicolor/512x512/apps/sealpost-desktop.png')).toBe(true);
  expect(modes.get('opt/Sealpost/resources/app.asar')).toBe('-rw-r--r--');
  const extracted = join(folder, 'deb');
  await run('dpkg-deb', ['--raw-extract', join(folder, deb), extracted]);
  const control = readFileSync(join(extracted, 'DEBIAN', 'control'), 'utf8');
  expect(control).toMatch(/^Package: sealpost$/m);
  // The keychain and the windows are in these.
  for (const library of ['libsecret-1-0', 'libgtk-3-0', 'libnss3']) expect(control).toContain(library);
  for (const script of ['postinst', 'postrm']) await run('sh', ['-n', join(extracted, 'DEBIAN', script)]);
  const entry = readFileSync(join(extracted, 'usr', 'share', 'applications', 'sealpost-desktop.desktop'), 'utf8');
  expect(entry).toMatch(/^Exec=\/opt\/Sealpost\/sealpost-desktop( %U)?$/m);
  expect(entry).toMatch(/^Icon=sealpost-desktop$/m);
  expect(entry).not.toContain('MimeType');
  const launcher = readFileSync(join(extracted, 'usr', 'bin', 'sealpost'), 'utf8');
  const [, target = ''] = /^exec (\S+) "\$@"$/m.exec(launcher) ?? [];
  const { stdout } = await run(join(extracted, target), ['version']);
  expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
});

test('neither the environment nor a folder beside it puts code into it', async () => {
  const marker = join(folder, 'intruded');
  const intruder = join(folder, 'intruder.cjs');
  const code = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'yes');`;
  writeFileSync(intruder, code);
  // Where an Electron without the fuse looks for its app first.
  mkdirSync(join(unpacked, 'resources', 'app'));
  writeFileSync(join(unpacked, 'resources', 'app', 'package.json'), '{"main":"main.cjs"}');
  writeFileSync(join(unpacked, 'resources', 'app', 'main.cjs'), code);
  const started = await startPackage(join(folder, 'empty'), ['--hidden'], { NODE_OPTIONS: `--require=${intruder}` });
  await stopPackage(started);
  expect(() => readFileSync(marker)).toThrow('ENOENT');
  // As plain Node too, where the launcher is called with somebody's environment.
  await promisify(execFile)(join(unpacked, 'resources', 'bin', 'sealpost'), ['version'], {
    env: { ...process.env, NODE_OPTIONS: `--require=${intruder}` },
  });
  expect(() => readFileSync(marker)).toThrow('ENOENT');
});
