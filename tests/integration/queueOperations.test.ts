import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from '../../src/main/engine/storage/database.ts';
import { prepareDataFolder } from '../../src/main/engine/storage/dataFolder.ts';
import { createPauseStore } from '../../src/main/engine/storage/pauseStore.ts';
import type { EventPayload } from '../../src/shared/contract/events.ts';
import { defaultSeed, seedFolder } from '../bench/seedFolder.ts';
import { createFakeClock, type FakeClock } from '../support/fakeClock.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

const now = Date.UTC(2026, 10, 22, 12);
const queued = 1200;

/** Before the engine starts: what is due would be tried in its first moment. */
function pauseFolder(dataDir: string): void {
  const { db } = openDatabase(prepareDataFolder(dataDir).databaseFile, now);
  createPauseStore(db).save({ since: now, until: null });
  closeDatabase(db);
}

/** The clock stands still, so that nothing of the queue is tried unless the test asks for it. */
describe('changes of many messages', () => {
  let engine: TestEngine;
  let clock: FakeClock;
  beforeEach(async () => {
    const dataDir = temporaryFolder();
    seedFolder(dataDir, { ...defaultSeed, rules: 200, otherDomains: 10, queued, entries: 0, now });
    pauseFolder(dataDir);
    clock = createFakeClock(now);
    engine = await startTestEngine({ dataDir, clock, overrides: { dnsServers: ['127.0.0.1:9'] } });
  });
  afterEach(() => engine.stop());

  const held = async () => (await engine.call('queue.list', { filter: { held: true }, limit: 1 })).total;

  it('holds all that meets a filter, and undoes just that', async () => {
    const before = await held();
    expect(before).toBeGreaterThan(0);
    const { total } = await engine.call('queue.list', { limit: 1 });
    const result = await engine.call('queue.hold', { filter: {} });
    expect(result).toMatchObject({ count: total - before, cancelled: false });
    expect(await held()).toBe(total);
    expect((await engine.call('status.get', {})).queue.held).toBe(total);

    const undone = await engine.call('queue.undo', { undoId: result.undoId ?? '' });
    expect(undone).toEqual({ count: total - before, cancelled: false, undoId: null });
    expect(await held()).toBe(before);
    await expect(engine.call('queue.undo', { undoId: result.undoId ?? '' })).rejects.toMatchObject({
      refusal: { code: 'not-found', field: 'undoId' },
    });
  });

  it('tells its progress, answers others meanwhile, and stops between two steps when it is cancelled', async () => {
    const { total } = await engine.call('queue.list', { limit: 1 });
    const running = engine.call('queue.remove', { filter: {}, operationId: 'op-1' });
    // Answered between two steps: else it would come after the last one.
    const { total: meanwhile } = await engine.call('queue.list', { limit: 1 });
    expect(meanwhile).toBeGreaterThan(0);
    expect(await engine.call('queue.cancel', { operationId: 'op-1' })).toEqual({ cancelled: true });
    const result = await running;
    expect(result.cancelled).toBe(true);
    expect(result.undoId).toBeNull();
    expect(result.count).toBeGreaterThan(0);
    expect((await engine.call('queue.list', { limit: 1 })).total).toBe(total - result.count);
    expect(await engine.call('queue.cancel', { operationId: 'op-1' })).toEqual({ cancelled: false });

    const told: EventPayload<'queue.progress'>['operations'][] = [];
    const second = engine.call('queue.hold', { filter: {}, operationId: 'op-2' });
    const stop = engine.client.subscribe('queue.progress', {}, ({ operations }) => {
      told.push(operations);
    });
    await second;
    await clock.advance(300);
    const remaining = total - result.count;
    expect(told[0]).toEqual([{ operationId: 'op-2', action: 'hold', done: expect.any(Number), total: remaining }]);
    expect(told.at(-1)).toEqual([]);
    stop();
  });

  it('makes a domain due at once, with the time of before put back by an undo', async () => {
    const { domains } = await engine.call('queue.domains', { sort: 'messages' });
    const [first] = domains;
    if (!first) throw new Error('Mail waits.');
    const tries = async () => {
      const { messages } = await engine.call('queue.list', { filter: { ofDomain: first.domain }, limit: 1000 });
      return messages.flatMap(({ recipients }) =>
        recipients.filter(({ domain }) => domain === first.domain).map(({ nextAttemptAt }) => nextAttemptAt),
      );
    };
    const before = await tries();
    expect(before).toHaveLength(first.recipients);
    const { count, undoId } = await engine.call('queue.retry', { domain: first.domain });
    expect(count).toBe(first.messages);
    expect(new Set(await tries())).toEqual(new Set([new Date(now).toISOString()]));
    expect((await engine.call('queue.undo', { undoId: undoId ?? '' })).count).toBe(first.messages);
    expect(await tries()).toEqual(before);
  });

  it('says before what a change would meet, and deletes only the recipients of a domain', async () => {
    const { domains } = await engine.call('queue.domains', { sort: 'messages' });
    const [first] = domains;
    if (!first) throw new Error('Mail waits.');
    const preview = await engine.call('queue.preview', { domain: first.domain });
    expect(preview).toMatchObject({
      messages: first.messages,
      recipients: first.recipients,
      domains: 1,
      delivering: 0,
    });
    const before = (await engine.call('status.get', {})).queue.recipients;
    expect((await engine.call('queue.remove', { domain: first.domain })).count).toBe(first.messages);
    expect((await engine.call('status.get', {})).queue.recipients).toBe(before - first.recipients);
    expect((await engine.call('queue.domains', { search: first.domain })).domains).toEqual([]);
  });

  it('returns mail to its senders, each with a notice of its own', async () => {
    const { messages } = await engine.call('queue.list', { limit: 60 });
    const queueIds = messages.map(({ queueId }) => queueId);
    const { withoutSender } = await engine.call('queue.preview', { queueIds });
    expect((await engine.call('queue.bounce', { queueIds })).count).toBe(60);
    const { total } = await engine.call('queue.list', { filter: { text: 'Undelivered mail' }, limit: 1 });
    expect(total).toBe(60 - withoutSender);
  });
});
