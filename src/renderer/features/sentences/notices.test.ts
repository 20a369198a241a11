import { expect, it } from 'vitest';
import { endingStory, noticeStory } from './notices.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');
const at = new Date(now).toISOString();

it.each([
  ['2026-11-30T10:00:00.000Z', 'ends soon', 'Its last day is 30 November 2026'],
  ['2026-11-20T10:00:00.000Z', 'has ended', 'Its last day was 20 November 2026'],
])('tells of a certificate that ends at %s', (notAfter, title, advice) => {
  const story = endingStory({ pattern: 'bank.example', notAfter }, now);
  expect(story.title).toBe(`bank.example: its certificate ${title}`);
  expect(story.advice).toContain(advice);
});

it('tells of a route that fails with the reason, and of one whose reason a newer version gave', () => {
  const story = (detail: string) => noticeStory({ kind: 'route-failing', at, subject: 'Exchange', detail });
  expect(story('certificate-expired').advice).toContain('waits: the certificate has expired.');
  expect(story('news').advice).toContain('waits. Repair');
  expect(story('news').link.page).toBe('routes');
});
