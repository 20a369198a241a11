import { describe, expect, it } from 'vitest';
import { attentionNotice } from './attentionNotice.ts';
import { attentionFor, statusWith } from './status.fixture.ts';

const attention = (...domains: string[]) => statusWith({ state: 'attention', attention: attentionFor(...domains) });

describe('attentionNotice', () => {
  it('tells of a domain whose mail began to wait', () => {
    expect(attentionNotice(statusWith(), attention('a.example'))?.body).toContain('Mail to a.example could');
    expect(attentionNotice(statusWith(), attention('a.example', 'b.example', 'c.example'))?.body).toContain(
      'a.example and 2 more',
    );
  });

  it('tells it once', () => {
    expect(attentionNotice(attention('a.example'), attention('a.example'))).toBeNull();
    expect(attentionNotice(attention('a.example'), attention('a.example', 'b.example'))?.body).toContain('b.example');
  });

  it('is quiet about what was so before the app started, unless no mail is taken', () => {
    expect(attentionNotice(null, attention('a.example'))).toBeNull();
    expect(attentionNotice(null, statusWith({ state: 'failing' }))?.title).toBe('No mail is taken');
  });

  it('tells once that no mail is taken', () => {
    const failing = statusWith({ state: 'failing' });
    expect(attentionNotice(statusWith(), failing)?.title).toBe('No mail is taken');
    expect(attentionNotice(failing, failing)).toBeNull();
  });
});
