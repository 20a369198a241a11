import { expect, test } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { createHistoryLog } from '../history/log.ts';
import { silentLogger } from '../runtime.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import { openDatabase } from '../storage/database.ts';
import { createExpiryMarkStore } from '../storage/expiryMarkStore.ts';
import { createWriter } from '../storage/writer.ts';
import { createExpiryWatch, markReached } from './expiryWatch.ts';
import type { OwnIdentity } from './ownIdentity.ts';
import { createSelfSigned } from './selfSigned.ts';

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;

test.each([
  [31 * dayMs, null],
  [30 * dayMs + 1, null],
  [30 * dayMs, 30],
  [15 * dayMs, 30],
  [14 * dayMs, 14],
  [3 * dayMs + 1, 14],
  [3 * dayMs, 3],
  [0, 3],
  [-dayMs, 3],
])('%i ms before the end the mark is %s', (leftMs, mark) => {
  expect(markReached(leftMs)).toBe(mark);
});

test('what we renew ourselves is told of only while renewal fails; it is tried again every hour', async () => {
  const clock = createFakeClock(Date.parse('2026-03-01T12:00:00Z'));
  const { db } = openDatabase(`${temporaryFolder()}/sealpost.db`, clock.now());
  const writer = createWriter(db);
  const history = createHistoryLog(db, writer, createCertificateStore(db));
  const old = await createSelfSigned({ hostname: 'relay.example', now: clock.now() - 725 * dayMs });
  const next = await createSelfSigned({ hostname: 'relay.example', now: clock.now() });
  let diskFull = true;
  let current = old;
  const warned: (string | null)[] = [];
  history.onAppended((entries) => warned.push(...entries.map(({ detail }) => detail)));
  const identity: Pick<OwnIdentity, 'current' | 'renewIfDue'> = {
    current: () => current,
    async renewIfDue() {
      if (diskFull) throw new Error('no space left');
      current = next;
      return true;
    },
  };
  const store = createExpiryMarkStore(db);
  const deps = { identity, store, history, writer, clock, logger: silentLogger, onChanged() {} };
  const watch = createExpiryWatch(deps);

  expect(watch.notices()).toEqual([]);
  await watch.start();
  expect(watch.notices()).toMatchObject([{ kind: 'own-certificate-expiring' }]);
  expect(warned).toEqual([expect.stringMatching(/^The certificate of this relay ends in 5 days, on /)]);
  await clock.advance(hourMs);
  expect(warned).toHaveLength(1);

  diskFull = false;
  await clock.advance(hourMs);
  expect(watch.notices()).toEqual([]);
  watch.stop();
  expect(clock.pendingTimers()).toBe(0);
});
