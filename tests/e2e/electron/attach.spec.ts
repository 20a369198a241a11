import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { labArgs } from '../support/builtApp.ts';
import { askedDialogs, closeDesktop, firstShownWindow, launchDesktop, pressButton } from '../support/desktop.ts';
import { engineHandle } from '../support/engineHandle.ts';
import { startBuiltService } from '../support/service.ts';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-e2e-'));
});

test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the app shows a service that runs already, and leaves it running', async ({ lab }) => {
  const dataDir = join(folder, 'data');
  const service = await startBuiltService(['--data-dir', dataDir, ...labArgs(lab)]);
  try {
    const engine = await engineHandle(dataDir);
    const pid = engine.pid();
    await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
    await engine.send({ to: ['bob@expired.example'] });

    const desktop = await launchDesktop({ dataDir, configDir: join(folder, 'config') });
    const page = await firstShownWindow(desktop);
    await page.getByRole('link', { name: 'Domains' }).click();
    await expect(page.getByText('expired.example').first()).toBeVisible();
    expect(engine.pid()).toBe(pid);
    await closeDesktop(desktop);

    expect((await engine.call('status.get', {})).queue.messages).toBe(1);
  } finally {
    await service.stop();
  }
});

test('a data folder that cannot be used is explained, and tried again when the admin says so', async ({ lab }) => {
  const dataDir = join(folder, 'data');
  writeFileSync(dataDir, 'a file is in the way');
  const options = { dataDir, configDir: join(folder, 'config'), engineArgs: labArgs(lab), dialogButton: null };
  const desktop = await launchDesktop(options);
  await expect
    .poll(() => askedDialogs(desktop))
    .toMatchObject([
      {
        type: 'error',
        message: 'Sealpost cannot write to its data folder.',
        detail: expect.stringContaining('a file is in the way'),
        buttons: ['Try again', 'Quit'],
      },
    ]);
  rmSync(dataDir);
  await pressButton(desktop, 0);
  const page = await firstShownWindow(desktop);
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
  await closeDesktop(desktop);
});
