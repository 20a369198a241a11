import { expect, it } from 'vitest';
import { noticeKinds } from '../../shared/contract/desktop.ts';
import { mattersOf } from './matters.ts';
import { noticeText } from './noticeWords.ts';
import { attentionFor, statusWith } from './status.fixture.ts';

const end = Date.parse('2026-01-08T00:00:00.000Z');
const dayMs = 24 * 3_600_000;

it('finds nothing in a relay that is well', () => {
  expect(Object.values(mattersOf(statusWith(), end)).flat()).toEqual([]);
});

it('finds domains that fail for TLS, each once, and those on their last day', () => {
  const [tls, late] = attentionFor('a.example', 'b.example');
  if (!tls || !late) throw new Error('The fixture gives two.');
  const status = statusWith({ attention: [tls, tls, { ...late, code: 'greylisted' }] });
  expect(mattersOf(status, end - dayMs)['tls-failure']).toEqual(['a.example']);
  expect(mattersOf(status, end - dayMs)['last-day']).toEqual([]);
  expect(mattersOf(status, end - dayMs + 1)['last-day']).toEqual(['a.example', 'b.example']);
});

it('finds what the engine has to say of itself', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const status = statusWith({
    state: 'failing',
    notices: [
      { kind: 'own-certificate-expiring', at, detail: '2026-01-30' },
      { kind: 'database-set-aside', at, detail: '/data/sealpost.db.broken' },
      { kind: 'listener-failed', at, detail: '' },
    ],
  });
  expect(mattersOf(status, end)).toMatchObject({
    certificate: ['2026-01-30'],
    'database-set-aside': ['/data/sealpost.db.broken'],
    'not-taking-mail': ['relay'],
  });
});

it('finds certificates of others that end soon, and not those that have ended: their mail fails anyway', () => {
  const notAfter = (ms: number) => new Date(end + ms).toISOString();
  const status = statusWith({
    endingCertificates: [
      { pattern: 'ended.example', notAfter: notAfter(-1) },
      { pattern: 'ending.example', notAfter: notAfter(dayMs) },
    ],
  });
  expect(mattersOf(status, end).certificate).toEqual(['ending.example']);
  expect(noticeText({ kind: 'certificate', subjects: ['ending.example'] })).toMatchObject({
    title: 'A certificate ends soon: ending.example',
    place: { page: 'domains', params: { test: 'ending.example' } },
  });
  expect(noticeText({ kind: 'certificate', subjects: ['2026-01-30'] }).place.page).toBe('certificate');
  const both = noticeText({ kind: 'certificate', subjects: ['2026-01-30', 'one.example', 'two.example'] });
  expect(both.body).toContain('2026-01-30');
  expect(both.body).toContain('Those of one.example and 1 more domain end too.');
});

it.each(noticeKinds)('has words and a place for %s', (kind) => {
  const one = noticeText({ kind, subjects: ['one.example'] });
  const many = noticeText({ kind, subjects: ['one.example', 'two.example', 'three.example'] });
  expect([one.title, one.body, many.title].every((text) => text.length > 10)).toBe(true);
  expect(many.place.params).not.toHaveProperty('domain');
});

it('leads to what it is about', () => {
  expect(noticeText({ kind: 'tls-failure', subjects: ['a.example'] })).toMatchObject({
    title: 'TLS fails: a.example',
    place: { page: 'log', params: { domain: 'a.example', tls: '1' } },
  });
  expect(noticeText({ kind: 'tls-failure', subjects: ['a.example', 'b.example'] }).title).toBe(
    'TLS fails: a.example and 1 more',
  );
  expect(noticeText({ kind: 'last-day', subjects: ['a.example'] }).place).toEqual({
    page: 'queue',
    params: { domain: 'a.example' },
  });
});
