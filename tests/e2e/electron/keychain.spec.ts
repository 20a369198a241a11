import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEngineFile } from '../../../src/main/engine/entry/engineFile.ts';
import { expect, test } from '../fixtures.ts';
import { SettingsPage } from '../pages/SettingsPage.ts';
import { labArgs } from '../support/builtApp.ts';
import { closeDesktop, firstShownWindow, launchDesktop } from '../support/desktop.ts';
import { engineHandle } from '../support/engineHandle.ts';
import { startBuiltService } from '../support/service.ts';

const keychain = join(import.meta.dirname, 'fakeKeychain.cjs');
const password = 'correct horse battery';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-e2e-'));
});

test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The files of the data folder that hold the text. */
function filesWith(dataDir: string, text: string): string[] {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = join(dataDir, name);
    return statSync(file).isFile() && readFileSync(file).includes(text);
  });
}

test('the password is sealed with the keychain, locked for a service, and entered again there', async ({ lab }) => {
  lab.doubles.trusted.behaviour.auth = { username: 'office', password };
  const dataDir = join(folder, 'data');
  const options = { dataDir, configDir: join(folder, 'config'), engineArgs: labArgs(lab) };
  const smartHost = { server: 'mx.trusted.example', user: 'office', mode: 'Strict - Trusted Enforced', password };

  const desktop = await launchDesktop({ ...options, preloads: [keychain] });
  const settings = new SettingsPage(await firstShownWindow(desktop));
  await settings.open();
  await expect(settings.section('Secrets')).toContainText('The key to it is in the keychain of the user account');
  await settings.useSmartHost(smartHost);
  await settings.field("Server's port").fill(String(lab.deliveryPort));
  await settings.saveAndWait();
  expect(filesWith(dataDir, password)).toEqual([]);
  await closeDesktop(desktop);
  expect(statSync(join(dataDir, 'data-key.json')).mode & 0o777).toBe(0o600);

  // The same folder under an app whose system has no keychain: as it would be under a service.
  const bare = await launchDesktop(options);
  const page = await firstShownWindow(bare);
  await expect.poll(() => readEngineFile(dataDir)).not.toBeNull();
  const engine = await engineHandle(dataDir);
  await engine.send({ to: ['bob@elsewhere.example'] });
  await expect(page.getByText('Mail waits: the password of the smart host cannot be read')).toBeVisible();
  const locked = new SettingsPage(page);
  await locked.open();
  await expect(locked.field('Password')).toHaveAccessibleDescription(/kept that cannot be read.*without that key/);
  await expect(locked.section('Secrets')).toContainText(
    /cannot be read\. When you enter it again:.*It is not encrypted/,
  );
  expect(lab.doubles.trusted.messages).toEqual([]);
  await closeDesktop(bare);

  // Back with the keychain, by itself.
  const back = await launchDesktop({ ...options, preloads: [keychain] });
  expect((await lab.doubles.trusted.waitForMessage()).rcptTo).toEqual(['bob@elsewhere.example']);
  await closeDesktop(back);

  const service = await startBuiltService(['--data-dir', dataDir, ...labArgs(lab)]);
  try {
    const served = await engineHandle(dataDir);
    expect(await served.call('settings.get', {})).toMatchObject({ smartHostPasswordLocked: 'no-key' });
    await served.call('settings.save', { smartHostPassword: password });
    expect(filesWith(dataDir, password)).toEqual(['secrets.json']);
  } finally {
    await service.stop();
  }
});
