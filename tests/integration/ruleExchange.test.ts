import { afterEach, beforeEach, expect, it } from 'vitest';
import { maxImportedText } from '../../src/shared/contract/ruleExchange.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

let engine: TestEngine;
beforeEach(async () => {
  engine = await startTestEngine();
});
afterEach(() => engine.stop());

const patterns = async () => {
  const { rules } = await engine.call('rules.list', {});
  return rules.map(({ pattern, mode, note }) => [pattern, mode, note]);
};

const csv = ['domain;mode;note', 'a.example;strict;Bank', 'b.example;relaxed;=1+1', '*.c.example;watch;'].join('\r\n');

it('an import does what its preview said, in one go, and is undone in one go', async () => {
  await engine.call('rules.saveMany', {
    rules: [
      { pattern: 'a.example', mode: 'relaxed', note: 'Old' },
      { pattern: 'untouched.example', mode: 'strict' },
    ],
  });
  const before = await patterns();
  const preview = await engine.call('rules.preview', { text: csv });
  expect(preview.counts).toEqual({ new: 2, changed: 1, same: 0, error: 0 });
  expect(await patterns()).toEqual(before);

  const imported = await engine.call('rules.import', { text: csv, previewId: preview.previewId });
  expect(imported).toMatchObject({ added: 2, changed: 1, same: 0, leftOut: 0 });
  expect(await patterns()).toEqual([
    ['*.c.example', 'watch', ''],
    ['a.example', 'strict', 'Bank'],
    ['b.example', 'relaxed', '=1+1'],
    ['untouched.example', 'strict', ''],
  ]);

  if (imported.undoId === null) throw new Error('There is nothing to undo.');
  await engine.call('rules.undo', { undoId: imported.undoId });
  expect(await patterns()).toEqual(before);
});

it('one line in error keeps all of them out, unless the errors are left out', async () => {
  const text = `${csv}\r\nnot a domain;strict;\r\na.example;relaxed;`;
  await expect(engine.call('rules.import', { text })).rejects.toMatchObject({
    refusal: { code: 'invalid-input', field: 'text', message: expect.stringMatching(/^Line 5: .* 1 more line/) },
  });
  expect(await patterns()).toEqual([]);
  const imported = await engine.call('rules.import', { text, leaveOutErrors: true });
  expect(imported).toMatchObject({ added: 3, leftOut: 2 });
});

it('what was changed since the preview is not written over unseen', async () => {
  const { previewId } = await engine.call('rules.preview', { text: csv });
  await engine.call('rules.save', { pattern: 'a.example', mode: 'pinned', pins: [`${'A'.repeat(43)}=`] });
  await expect(engine.call('rules.import', { text: csv, previewId })).rejects.toMatchObject({
    refusal: { code: 'conflict', field: 'previewId' },
  });
  expect(await patterns()).toEqual([['a.example', 'pinned', '']]);
});

it('an import of what is there changes nothing, and two at once import it once', async () => {
  const outcomes = await Promise.all([1, 2].map(() => engine.call('rules.import', { text: csv })));
  expect(outcomes.map(({ added }) => added)).toEqual([3, 0]);
  expect(outcomes[1]).toMatchObject({ same: 3, undoId: null });
  for (const format of ['csv', 'json'] as const) {
    const { text, count } = await engine.call('rules.export', { format });
    expect(count).toBe(3);
    const { counts } = await engine.call('rules.preview', { text });
    expect(counts).toEqual({ new: 0, changed: 0, same: 3, error: 0 });
  }
});

it('exports what is asked for', async () => {
  await engine.call('rules.import', { text: csv });
  const { rules } = await engine.call('rules.list', {});
  const ids = rules.filter(({ pattern }) => pattern === 'b.example').map(({ id }) => id);
  expect(await engine.call('rules.export', { format: 'postfix', ids })).toMatchObject({
    fileName: 'tls_policy',
    count: 1,
    leftOut: 0,
    text: expect.stringContaining('\nb.example\tencrypt '),
  });
  await expect(engine.call('rules.export', { format: 'csv', ids: ['nobody'] })).rejects.toMatchObject({
    refusal: { code: 'not-found', field: 'ids.0' },
  });
});

it('10,000 rules go out and come in again', async () => {
  const rules = Array.from({ length: 10_000 }, (_, index) => ({
    pattern: `d${index}.example`,
    mode: index % 3 === 0 ? ('relaxed' as const) : ('strict' as const),
    note: `Contract ${index}`,
  }));
  await engine.call('rules.saveMany', { rules });
  const { text } = await engine.call('rules.export', { format: 'json' });
  expect(text.length).toBeLessThan(maxImportedText);
  const changed = text.replaceAll('"relaxed"', '"strict"');
  const preview = await engine.call('rules.preview', { text: changed });
  expect(preview.counts).toEqual({ new: 0, changed: 3334, same: 6666, error: 0 });
  expect(preview.lines[0]?.changes).toEqual([{ field: 'mode', before: 'relaxed', after: 'strict' }]);
  expect(await engine.call('rules.import', { text: changed })).toMatchObject({ changed: 3334 });
});
