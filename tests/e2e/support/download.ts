import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, expect, type Page } from '@playwright/test';

/** What the browser, or Electron, saves while `act` runs, as a person would find it on the disk. */
export async function savedBy(
  page: Page,
  desktop: ElectronApplication | null,
  act: () => Promise<void>,
): Promise<{ name: string; text: string }> {
  if (desktop) return savedByElectron(desktop, act);
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** Electron asks where to save: the answer is given here, since no test can click in a system's window. */
async function savedByElectron(desktop: ElectronApplication, act: () => Promise<void>) {
  const file = join(tmpdir(), `sealpost-download-${crypto.randomUUID()}`);
  await desktop.evaluate(({ session }, path) => {
    const saved: { name: string | null } = { name: null };
    Object.assign(globalThis, { savedByTest: saved });
    session.defaultSession.once('will-download', (_event, item) => {
      item.setSavePath(path);
      item.once('done', (_done, state) => {
        saved.name = state === 'completed' ? item.getFilename() : state;
      });
    });
  }, file);
  await act();
  const readName = () => desktop.evaluate(() => Reflect.get(globalThis, 'savedByTest').name as string | null);
  await expect.poll(readName).not.toBeNull();
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return { name: (await readName()) ?? '', text };
}
