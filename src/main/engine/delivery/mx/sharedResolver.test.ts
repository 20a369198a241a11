import { expect, test } from 'vitest';
import { createFakeClock } from '../../../../../tests/support/fakeClock.ts';
import { createSharedResolver } from './sharedResolver.ts';

function setUp() {
  const clock = createFakeClock(0);
  const asked: string[] = [];
  const cancelled: number[] = [];
  let made = 0;
  let fails = false;
  const shared = createSharedResolver(clock, ({ dnsServers }) => {
    made += 1;
    const number = made;
    const ask = async (host: string) => {
      asked.push(`${number} ${dnsServers.join()} ${host}`);
      if (fails) throw new Error('SERVFAIL');
      return ['192.0.2.1', '192.0.2.2'];
    };
    return {
      resolveMx: async () => [],
      resolve4: ask,
      resolve6: ask,
      lookup: ask,
      cancel: () => void cancelled.push(number),
    };
  });
  const fail = (value: boolean) => {
    fails = value;
  };
  return { clock, asked, cancelled, shared, fail };
}

test('one question for all who ask at the same time, and a moment later', async () => {
  const { clock, asked, shared } = setUp();
  const [first, second] = await Promise.all([1, 2].map(() => shared.forServers(['a']).resolve4('mx.example')));
  first?.reverse();
  expect(second).toEqual(['192.0.2.1', '192.0.2.2']);
  await clock.advance(999);
  expect(await shared.forServers(['a']).resolve4('mx.example')).toEqual(second);
  expect(asked).toHaveLength(1);
  await clock.advance(1);
  await shared.forServers(['a']).resolve4('mx.example');
  await shared.forServers(['a']).resolve6('mx.example');
  expect(asked).toHaveLength(3);
});

test('what was asked before it was told to forget is told to nobody later', async () => {
  const { asked, shared } = setUp();
  const before = shared.forServers(['a']);
  await before.resolve4('mx.example');
  shared.forget();
  await before.resolve4('mx.example');
  await shared.forServers(['a']).resolve4('mx.example');
  expect(asked).toHaveLength(2);
});

test('a failure is not remembered', async () => {
  const { asked, shared, fail } = setUp();
  fail(true);
  await expect(shared.forServers([]).resolve4('mx.example')).rejects.toThrow('SERVFAIL');
  fail(false);
  expect(await shared.forServers([]).resolve4('mx.example')).toHaveLength(2);
  expect(asked).toHaveLength(2);
});

test('other servers, and a while later, is another resolver; cancelling reaches all', async () => {
  const { clock, asked, cancelled, shared } = setUp();
  await shared.forServers(['a']).resolve4('x');
  await shared.forServers(['b']).resolve4('x');
  await clock.advance(10_000);
  const last = shared.forServers(['b']);
  await last.resolve4('x');
  expect(asked).toEqual(['1 a x', '2 b x', '3 b x']);
  last.cancel();
  expect(cancelled.sort()).toEqual([1, 2, 3]);
});
