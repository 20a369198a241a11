import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { shareLab } from '../support/lab/shareLab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

describe('the list of rules', () => {
  let lab: Lab;
  let engine: TestEngine;
  shareLab((started) => {
    lab = started;
  });
  beforeEach(async () => {
    engine = await startTestEngine({ lab });
  });
  afterEach(() => engine.stop());

  const save = async (...patterns: string[]) => {
    const { rules } = await engine.call('rules.saveMany', {
      rules: patterns.map((pattern) => ({ pattern, mode: 'strict' })),
    });
    return rules;
  };

  it('sends a screenful, and the order of all: its size does not grow with the rules', async () => {
    await save(...Array.from({ length: 3000 }, (_, index) => `*.d${String(index).padStart(4, '0')}.example`));
    const found = await engine.call('rules.find', {});
    expect(found.total).toBe(3000);
    expect(found.ids).toHaveLength(3000);
    expect(found.rows.map(({ pattern }) => pattern)).toEqual(
      Array.from({ length: 100 }, (_, index) => `*.d${String(index).padStart(4, '0')}.example`),
    );
    // 10,000 rules in full are more than 4 MB.
    expect(JSON.stringify(found.rows).length).toBeLessThan(100 * 600);
    expect(JSON.stringify(found.ids).length).toBeLessThan(3000 * 40);

    const more = await engine.call('rules.rows', { ids: found.ids.slice(2000, 2050) });
    expect(more.rows.map(({ id }) => id)).toEqual(found.ids.slice(2000, 2050));
  });

  it('says which rule is the longest match of a name', async () => {
    const [wide, narrow] = await save('*.example.com', '*.sub.example.com', 'mail.sub.example.com');
    const coveringOf = async (search: string) => (await engine.call('rules.find', { search })).covering;
    expect(await coveringOf('x.mail.sub.example.com')).toEqual({ name: 'x.mail.sub.example.com', ids: [narrow?.id] });
    expect(await coveringOf('bob@other.example.com')).toEqual({ name: 'other.example.com', ids: [wide?.id] });
    expect(await coveringOf('mail.sub.example.com')).toBeNull();
    expect(await coveringOf('example.com')).toBeNull();
  });

  it('counts the messages that wait for the rule that holds them', async () => {
    const [wildcard, exact] = await save('*.self-signed.example', 'self-signed.example');
    await sendMail({
      port: engine.smtpPort,
      from: 'ann@office.example',
      to: ['bob@self-signed.example', 'carol@self-signed.example', 'dave@self-signed.example'],
      data: 'Subject: One message\r\n\r\nHello.\r\n',
    });
    await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
    const { rows } = await engine.call('rules.rows', { ids: [wildcard?.id ?? '', exact?.id ?? ''] });
    expect(rows.map(({ traffic }) => traffic.waiting)).toEqual([0, 1]);
    expect((await engine.call('rules.find', { part: 'waiting' })).ids).toEqual([exact?.id]);

    const traffic = async () => (await engine.call('rules.rows', { ids: [exact?.id ?? ''] })).rows[0]?.traffic;
    await expect.poll(traffic).toEqual({ mail: 3, tlsFailures: 3, waiting: 1 });
    const { names, total } = await engine.call('rules.names', { id: exact?.id ?? '' });
    expect([total, names]).toEqual([1, [{ domain: 'self-signed.example', mail: 3, tlsFailures: 3, waiting: 1 }]]);
    // Switched off, the rule holds nothing up any more; what it would be about is still told.
    lab.doubles['self-signed'].behaviour.greeting = '421 4.3.2 Not now';
    await engine.call('rules.change', { ids: [exact?.id ?? ''], change: { enabled: false } });
    await expect.poll(traffic).toMatchObject({ mail: 3, waiting: 0 });
  });

  it('tells a client that looked too early when the mail of a domain is counted', async () => {
    const [rule] = await save('trusted.example');
    const ids = [rule?.id ?? ''];
    const mail = async () => (await engine.call('rules.rows', { ids })).rows[0]?.traffic.mail;
    const told = new Promise<void>((resolve, reject) => {
      const tell = () => resolve();
      engine.client.subscribe('traffic.changed', {}, tell, (refusal) => reject(new Error(refusal.message)));
    });
    await sendMail({
      port: engine.smtpPort,
      from: 'ann@office.example',
      to: ['bob@trusted.example'],
      data: 'Subject: One message\r\n\r\nHello.\r\n',
    });
    // What others read a moment before is not handed out again.
    const others = setInterval(() => void mail(), 10);
    try {
      await told;
      expect(await mail()).toBe(1);
    } finally {
      clearInterval(others);
    }
  });

  it('changes many rules at once or none of them', async () => {
    const rules = await save('a.example', 'b.example', 'c.example');
    const ids = rules.map(({ id }) => id);
    const all = () => engine.call('rules.list', {});
    const { count } = await engine.call('rules.change', {
      ids: ids.slice(0, 2),
      change: { mode: 'watch', minVersion: 'TLSv1.3', enabled: false },
    });
    expect(count).toBe(2);
    expect((await all()).rules).toMatchObject([
      { mode: 'watch', minVersion: 'TLSv1.3', enabled: false },
      { mode: 'watch', minVersion: 'TLSv1.3', enabled: false },
      { mode: 'strict', minVersion: 'TLSv1.2', enabled: true },
    ]);
    const before = await all();
    await expect(engine.call('rules.change', { ids, change: { mode: 'pinned' } })).rejects.toMatchObject({
      refusal: { code: 'invalid-input', field: 'ids.0', message: expect.stringContaining('a.example has no pin') },
    });
    await expect(
      engine.call('rules.change', { ids: [...ids, 'gone'], change: { mode: 'strict' } }),
    ).rejects.toMatchObject({ refusal: { code: 'not-found', field: 'ids.3' } });
    expect(await all()).toEqual(before);
  });

  it('brings deleted rules back as they were: ids, times and verdicts', async () => {
    await save('trusted.example', 'expired.example', '*.wild.example');
    await expect
      .poll(async () => (await engine.call('rules.list', {})).rules.filter(({ verdict }) => verdict !== null))
      .toHaveLength(2);
    const before = await engine.call('rules.list', {});
    const { undoId, count } = await engine.call('rules.remove', { ids: before.rules.map(({ id }) => id) });
    expect(count).toBe(3);
    expect((await engine.call('rules.list', {})).total).toBe(0);
    expect(await engine.call('rules.undo', { undoId })).toEqual({ count: 3 });
    expect(await engine.call('rules.list', {})).toEqual(before);
    await expect(engine.call('rules.undo', { undoId })).rejects.toMatchObject({ refusal: { code: 'not-found' } });
  });

  it('undoes a change of many, and refuses where one was changed again since', async () => {
    const rules = await save('a.example', 'b.example');
    const ids = rules.map(({ id }) => id);
    const change = async () => (await engine.call('rules.change', { ids, change: { mode: 'watch' } })).undoId;
    await engine.call('rules.undo', { undoId: await change() });
    expect((await engine.call('rules.list', {})).rules).toMatchObject([{ mode: 'strict' }, { mode: 'strict' }]);

    const undoId = await change();
    await engine.call('rules.save', { id: ids[1] ?? '', pattern: 'b.example', mode: 'relaxed' });
    await expect(engine.call('rules.undo', { undoId })).rejects.toMatchObject({
      refusal: { code: 'conflict', message: expect.stringContaining('b.example was changed again') },
    });
    expect((await engine.call('rules.list', {})).rules).toMatchObject([{ mode: 'watch' }, { mode: 'relaxed' }]);
  });

  it('does not bring a rule back beside one that took its place', async () => {
    const [rule] = await save('a.example');
    const { undoId } = await engine.call('rules.remove', { ids: [rule?.id ?? ''] });
    await save('a.example');
    await expect(engine.call('rules.undo', { undoId })).rejects.toMatchObject({ refusal: { code: 'conflict' } });
    expect((await engine.call('rules.list', {})).total).toBe(1);
  });
});
