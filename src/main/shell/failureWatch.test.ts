import { expect, it } from 'vitest';
import { createChannelPair } from '../../../tests/support/channelPair.ts';
import { fakeApi } from '../../../tests/support/fakeEngine.ts';
import { createEngineClient } from '../../shared/contract/client.ts';
import type { HistoryEntry, HistoryTail } from '../../shared/contract/history.ts';
import { serveContract } from '../../shared/contract/server.ts';
import { createFailureWatch } from './failureWatch.ts';

function failure(seq: number, domain: string): HistoryEntry {
  const known = {
    seq,
    domain,
    at: '2026-01-01T00:00:00.000Z',
    stage: 'Processing: Deliver',
    outcome: 'deferred',
  } as const;
  const empty = {
    direction: null,
    queueId: null,
    messageId: null,
    sender: null,
    recipient: null,
    host: null,
    address: null,
    code: null,
    reply: null,
    protocol: null,
    cipher: null,
    certificate: null,
    mode: null,
    ruleId: null,
    attempt: null,
    nextAttemptAt: null,
    expiresAt: null,
    detail: null,
  };
  return { ...empty, ...known };
}

/** An engine with these failures in its log, whose tail the test says. */
function engineWith(logged: HistoryEntry[]) {
  let say: (tail: HistoryTail) => Promise<void> = async () => {};
  const log = [...logged];
  const api = fakeApi({ 'history.query': () => ({ entries: log.toReversed(), latestSeq: log.length }) });
  const pair = createChannelPair();
  serveContract(
    pair.server,
    {
      ...api,
      subscribe(event, _input, emit) {
        if (event === 'history.tail') say = (tail) => Reflect.apply(emit, null, [tail]);
        return () => {};
      },
    },
    () => {},
  );
  return { client: createEngineClient(pair.client), log, say: (tail: HistoryTail) => say(tail) };
}

/** Lets what is on its way between the two ends arrive. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('reads the last failures, follows new ones, and reads again after a gap', async () => {
  const changes: string[] = [];
  const watch = createFailureWatch({
    onChanged: () =>
      changes.push(
        watch
          .recent()
          .map(({ domain }) => domain)
          .join(' '),
      ),
    onBug: (error) => changes.push(String(error)),
  });
  const engine = engineWith([failure(1, 'a.example'), failure(2, 'b.example')]);
  watch.follow(engine.client);
  await settled();
  await engine.say({ kind: 'entries', entries: [failure(3, 'a.example')], latestSeq: 3 });
  engine.log.push(failure(3, 'a.example'), failure(4, 'c.example'));
  await engine.say({ kind: 'gap', latestSeq: 4 });
  await settled();
  expect(changes).toEqual(['b.example a.example', 'a.example b.example', 'c.example a.example b.example']);
});

it('no longer listens to an engine that is gone, and keeps what it knew', async () => {
  let changes = 0;
  const watch = createFailureWatch({
    onChanged: () => {
      changes += 1;
    },
    onBug: () => {},
  });
  const engine = engineWith([failure(1, 'a.example')]);
  watch.follow(engine.client);
  await settled();
  watch.follow(null);
  await engine.say({ kind: 'entries', entries: [failure(2, 'b.example')], latestSeq: 2 });
  await settled();
  expect([changes, watch.recent().map(({ domain }) => domain)]).toEqual([1, ['a.example']]);
});
