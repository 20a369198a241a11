import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { answerDialogs, askedDialogs, askToQuit } from '../support/desktop.ts';

test('quitting says how many messages wait, and can be cancelled', async ({ desktop, engine, lab }) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  for (const name of ['ann', 'bob', 'eve']) await engine.send({ to: [`${name}@expired.example`] });
  await answerDialogs(desktop, 1);
  await askToQuit(desktop);
  await expect
    .poll(() => askedDialogs(desktop))
    .toMatchObject([
      {
        message: '3 messages wait to be sent.',
        detail: 'They are kept and sent when Sealpost runs again.',
        buttons: ['Quit', 'Cancel'],
      },
    ]);
  // Cancelled: mail goes on.
  await engine.send({ to: ['bob@trusted.example'] });
  await lab.doubles.trusted.waitForMessage();

  await answerDialogs(desktop, 0);
  const ended = desktop.waitForEvent('close');
  await askToQuit(desktop);
  await ended;
  expect(existsSync(join(engine.dataDir, 'engine.json'))).toBe(false);
});

test('quitting with an empty queue asks nothing', async ({ desktop, engine }) => {
  await answerDialogs(desktop, 1);
  const ended = desktop.waitForEvent('close');
  await askToQuit(desktop);
  await ended;
  expect(existsSync(join(engine.dataDir, 'engine.json'))).toBe(false);
});

test('a signal of the system ends it without a question, and the engine with it', async ({ desktop, engine }) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await engine.send({ to: ['bob@expired.example'] });
  await answerDialogs(desktop, 1);
  const ended = desktop.waitForEvent('close');
  desktop.process().kill('SIGTERM');
  await ended;
  expect(existsSync(join(engine.dataDir, 'engine.json'))).toBe(false);
});
