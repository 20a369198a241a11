import { expect, test } from 'vitest';
import { createFakeClock } from '../../../../../tests/support/fakeClock.ts';
import type { StoredUser } from '../../users/store.ts';
import { createAuthenticate } from './authenticate.ts';
import { createAuthThrottle, type LockOut } from './throttle.ts';

const office: StoredUser = {
  id: '1',
  username: 'office',
  note: '',
  enabled: true,
  passwordHash: 'right',
  createdAt: 0,
  updatedAt: 0,
  lastUsedAt: null,
};

function setUp(users: readonly StoredUser[] = [office]) {
  const clock = createFakeClock();
  const seen = { verified: 0, atOnce: 0, mostAtOnce: 0, refused: [] as (string | null)[], locked: [] as LockOut[] };
  let hold: Promise<void> = Promise.resolve();
  const authenticate = createAuthenticate({
    findUser: (name) => users.find(({ username }) => username === name) ?? null,
    throttle: createAuthThrottle(),
    clock,
    async verify(password, hash) {
      seen.verified += 1;
      seen.atOnce += 1;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
      await hold;
      seen.atOnce -= 1;
      return password === hash;
    },
    onAccepted: () => {},
    onRefused: (_, user) => seen.refused.push(user?.username ?? null),
    onLockedOut: (lockOut) => seen.locked.push(lockOut),
  });
  const login = async (username: string, password: string, address = '192.0.2.1') => {
    const result = authenticate({ username, password }, address);
    await clock.advance(10_000);
    return result;
  };
  const holdVerification = () => {
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  return { clock, seen, authenticate, login, holdVerification };
}

test('names are found in any case; a wrong, an unknown and a switched-off user are refused alike', async () => {
  const { login, seen } = setUp([office, { ...office, id: '2', username: 'old', enabled: false }]);
  expect(await login(' Office', 'right')).toMatchObject({ kind: 'accepted', username: 'office' });
  expect(await login('office', 'wrong')).toEqual({ kind: 'refused' });
  expect(await login('nobody', 'right')).toEqual({ kind: 'refused' });
  expect(await login('old', 'right')).toEqual({ kind: 'refused' });
  // The unknown one was hashed as well.
  expect(seen).toMatchObject({ verified: 4, refused: ['office', null, 'old'] });
});

test('after a failure the right password waits too', async () => {
  const { authenticate, login, clock } = setUp();
  await login('office', 'wrong');
  let result: unknown = null;
  void authenticate({ username: 'office', password: 'right' }, '192.0.2.1').then((settled) => {
    result = settled;
  });
  await clock.advance(999);
  expect(result).toBeNull();
  await clock.advance(1);
  expect(result).toMatchObject({ kind: 'accepted', username: 'office' });
});

test.each(['office', 'nobody'])('ten failures as %s lock the address out, for the right password too', async (name) => {
  const { login, seen, clock } = setUp();
  for (let i = 0; i < 10; i += 1) expect(await login(name, 'wrong')).toEqual({ kind: 'refused' });
  expect(seen.locked).toMatchObject([{ of: 'address', name: '192.0.2.1' }]);
  expect(await login('office', 'right')).toEqual({ kind: 'locked-out' });
  expect(seen.verified).toBe(10);
  expect(await login('office', 'right', '192.0.2.2')).toMatchObject({ kind: 'accepted' });
  await clock.advance(15 * 60_000);
  expect(await login('office', 'right')).toMatchObject({ kind: 'accepted' });
});

test('a flood of guesses at the same moment gets no more of them than the lock-out allows, two at a time', async () => {
  const { authenticate, seen, holdVerification, clock } = setUp();
  const release = holdVerification();
  const results = Array.from({ length: 300 }, () => authenticate({ username: 'office', password: 'x' }, '192.0.2.1'));
  await clock.advance(0);
  expect(seen.atOnce).toBe(2);
  release();
  const kinds = (await Promise.all(results)).map(({ kind }) => kind);
  expect(seen.mostAtOnce).toBe(2);
  expect(seen.verified).toBeLessThanOrEqual(11);
  expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(seen.verified);
  expect(kinds.filter((kind) => kind === 'locked-out')).toHaveLength(300 - seen.verified);
});
