import { expect, it } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { createLogins } from './logins.ts';

const hash = 'a hash';
const user = {
  ...{ id: 'U1', username: 'till-7', note: '', enabled: true, passwordHash: hash },
  ...{ createdAt: 0, updatedAt: 0, lastUsedAt: null },
};

function setUp() {
  const said: object[] = [];
  const clock = createFakeClock();
  const logins = createLogins({
    store: {
      list: () => [user],
      find: (name) => (name === user.username ? user : null),
      noteUse() {},
      reload() {},
    },
    history: { append: (entry) => said.push(entry) },
    writer: { write: async (work) => work(), afterCommit: (callback) => callback() },
    clock,
    logger: { warn: (fields, text) => said.push({ fields, text }), error: (fields) => said.push(fields) },
    verify: async () => false,
  });
  /** As many wrong passwords as lock a user out, each from an address of its own. */
  const lockOut = async (username: string) => {
    for (let at = 1; at <= 20; at += 1) {
      const attempt = logins.authenticate({ username, password: 'wrong' }, `192.0.2.${at}`);
      await clock.advance(10_000);
      await attempt;
    }
  };
  return { said, lockOut, locked: () => logins.throttle.lockOuts(clock.now()) };
}

it('writes down who is locked out', async () => {
  const { said, lockOut } = setUp();
  await lockOut('till-7');
  expect(said).toContainEqual(expect.objectContaining({ code: 'login-locked-out' }));
  expect(JSON.stringify(said)).toContain('The user till-7 is locked out');
});

it('writes down nothing of a name that nobody has, since it may be a password', async () => {
  const { said, lockOut, locked } = setUp();
  await lockOut('my-secret-password');
  expect(locked()).toMatchObject([{ of: 'user' }]);
  expect(said).toContainEqual(expect.objectContaining({ code: 'login-failed' }));
  expect(JSON.stringify(said)).not.toContain('my-secret-password');
});
