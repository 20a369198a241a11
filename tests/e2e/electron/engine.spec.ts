import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { shownTray } from '../support/shownTray.ts';

test.use({
  moreDesktopOptions: {
    preloads: [join(import.meta.dirname, 'spyTray.cjs')],
    node: join(import.meta.dirname, 'heldNode.sh'),
  },
});

const rest = ['Pause deliveries', 'Settings…', 'About Sealpost', 'Quit…'];

test('the tray says how the relay is', async ({ desktop, engine }) => {
  await expect
    .poll(() => shownTray(desktop))
    .toEqual({
      icon: 'ok',
      tooltip: 'Sealpost: The relay is running. No message waits.',
      menu: ['Open Sealpost', 'The relay is running.', 'No message waits.', ...rest],
    });
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await engine.send({ to: ['bob@expired.example'] });
  await expect
    .poll(() => shownTray(desktop))
    .toMatchObject({
      icon: 'attention',
      menu: [
        'Open Sealpost',
        'The relay is running. Mail to expired.example waits because of a problem.',
        '1 message waits, 1 because of TLS.',
        'Last failures',
        expect.stringMatching(/ {2}expired\.example: kept back, TLS failed$/),
        ...rest,
      ],
    });
});

test('an engine that is killed is started again, and the window says so meanwhile', async ({
  desktop,
  page,
  engine,
  lab,
}) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await engine.send({ to: ['bob@expired.example'] });
  await expect.poll(async () => (await shownTray(desktop)).icon).toBe('attention');
  const killed = engine.pid();
  const banner = page.getByText('The engine is not answering');
  const hold = join(engine.dataDir, 'hold');
  writeFileSync(hold, '');
  process.kill(killed, 'SIGKILL');
  await expect(banner).toBeVisible();
  await expect
    .poll(() => shownTray(desktop))
    .toMatchObject({ icon: 'paused', tooltip: expect.stringContaining('starts again') });
  rmSync(hold);
  await expect(banner).toBeHidden();
  await expect.poll(async () => (await shownTray(desktop)).icon).toBe('attention');
  expect(engine.pid()).not.toBe(killed);
  // What waited is still there, and the page shows the new engine's word.
  expect((await engine.call('status.get', {})).queue.messages).toBe(1);
  await page.getByRole('link', { name: 'Queue', exact: true }).click();
  await expect(page.getByText('bob@expired.example').first()).toBeVisible();
  const { listeners } = await engine.call('status.get', {});
  expect(listeners[0]?.state).toBe('listening');
  expect(lab.doubles.expired.messages).toEqual([]);
});

test('the engine keeps its log in the data folder', async ({ engine }) => {
  expect(readFileSync(join(engine.dataDir, 'engine.log'), 'utf8')).toContain('"level"');
});
