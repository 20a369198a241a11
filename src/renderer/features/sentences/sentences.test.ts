import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../../shared/domain/failureCode.ts';
import { historyOutcomes } from '../../../shared/domain/historyWords.ts';
import { historyEntry } from '../../stores/history.fixture.ts';
import { entryNote, entryTitle, entryTone } from './entries.ts';
import { entryStory } from './entryStory.ts';
import { failureSentences, inSentence } from './failures.ts';
import { protocolWord, versionChoice } from './modes.ts';

describe.each(failureCodes)('%s', (code) => {
  it('is told in sentences: a short title, why, and what to do', () => {
    const { title, why, advice } = failureSentences[code];
    expect(title).toMatch(/^[A-Z][^.]{5,39}$/);
    expect(why).toMatch(/^[A-Z].{20,}\.$/);
    expect(advice).toMatch(/^[A-Z].{15,}\.$/);
  });
});

it('has a title of its own for every code', () => {
  expect(new Set(failureCodes.map((code) => failureSentences[code].title)).size).toBe(failureCodes.length);
});

describe.each(historyOutcomes)('an entry "%s"', (outcome) => {
  it.each([null, 'certificate-expired', 'greylisted'] as const)(
    'with code %s reads well even where much is unknown',
    (code) => {
      const entry = historyEntry(1, { outcome, code, sender: null, recipient: null, domain: null, messageId: null });
      const { what, why, advice } = entryStory(entry);
      for (const text of [entryTitle(entry), what, why, advice, entryNote(entry, '14:00')]) {
        if (text === null) continue;
        expect(text).toMatch(/^\S.*\S$/);
        expect(text).not.toMatch(/null|undefined|\s{2}/);
      }
    },
  );
});

it('tells how safely a message went out', () => {
  const delivered = historyEntry(1, { outcome: 'delivered', protocol: 'TLSv1.3' });
  expect(entryTitle({ ...delivered, mode: 'strict' })).toBe('Delivered over verified TLS');
  expect(entryTitle({ ...delivered, mode: 'relaxed' })).toBe('Delivered over TLS');
  expect(entryTitle({ ...delivered, protocol: null })).toBe('Delivered unencrypted');
  expect(entryTone({ ...delivered, protocol: null })).toBe('plain');
  expect(entryTone(delivered)).toBe('good');
});

it('says that nothing left the machine only where that is so', () => {
  const tls = historyEntry(1, {
    outcome: 'deferred',
    code: 'certificate-expired',
    stage: 'Processing: Check TLS',
    host: 'mx.example.com',
  });
  expect(entryStory({ ...tls, mode: 'strict' }).what).toContain('Nothing of it left this machine');
  expect(entryStory({ ...tls, mode: 'opportunistic' }).what).not.toContain('Nothing of it left');
  const other = historyEntry(1, { outcome: 'deferred', code: 'mailbox-full', mode: 'strict' });
  expect(entryStory(other).what).not.toContain('Nothing of it left');
});

it('tells of a deletion because of TLS policy as the seed does', () => {
  const expired = historyEntry(1, { outcome: 'expired', code: 'certificate-expired', stage: 'Processing: Check TLS' });
  expect(entryTitle(expired)).toBe('Deleted because of TLS policy');
  expect(entryStory(expired).what).toContain('deleted because of TLS policy');
  expect(entryTitle(historyEntry(1, { outcome: 'expired', code: 'greylisted', stage: 'Processing: Queue' }))).toBe(
    'Given up: it waited too long',
  );
});

it('puts a title into a sentence without hurting abbreviations', () => {
  expect(inSentence('The certificate has expired')).toBe('the certificate has expired');
  expect(inSentence('TLS is too old')).toBe('TLS is too old');
});

it('names versions as people do', () => {
  expect(protocolWord('TLSv1')).toBe('TLS 1.0');
  expect(protocolWord('TLSv1.3')).toBe('TLS 1.3');
  expect(protocolWord('QUIC')).toBe('QUIC');
  expect(versionChoice('TLSv1.1')).toBe('TLS 1.1 (unsafe)');
});

const endings = ['failed', 'expired', 'bounced'] as const;

it.each(failureCodes.flatMap((code) => endings.map((outcome) => [outcome, code] as const)))(
  'promises no further try of what is %s because of %s',
  (outcome, code) => {
    const { what, advice } = entryStory(historyEntry(1, { outcome, code }));
    expect(advice).toMatch(/^[A-Z].{15,}\.$/);
    expect(`${what} ${advice}`).not.toMatch(/Sealpost tries again|comes back|by itself|are kept until|waiting mail/i);
  },
);

it.each(historyOutcomes)('tells somebody new what to do about "%s", or has nothing to add', (outcome) => {
  const { advice } = entryStory(historyEntry(1, { outcome, protocol: 'TLSv1.3' }));
  if (outcome === 'started' || outcome === 'resumed') expect(advice).toBeNull();
  else expect(advice).toMatch(/^[A-Z].{8,}[.!]$/);
});

it('says why a delivery was as safe as it was, for every mode', () => {
  const delivered = historyEntry(1, { outcome: 'delivered', protocol: 'TLSv1.3' });
  const whys = (['strict', 'relaxed', 'pinned', 'watch', 'opportunistic'] as const).map(
    (mode) => entryStory({ ...delivered, mode }).why,
  );
  expect(new Set(whys).size).toBe(5);
  expect(entryStory({ ...delivered, protocol: null, mode: 'opportunistic' }).why).toContain('no rule asks');
});

it('tells who got a notice', () => {
  const notice = historyEntry(1, { outcome: 'notified', sender: '', recipient: 'anna@office.example' });
  expect(entryStory(notice).what).toContain('notice to anna@office.example');
});

it('speaks as the server where it was we who said no', () => {
  const refused = historyEntry(1, { outcome: 'refused', code: 'message-too-large' });
  expect(entryStory(refused).advice).toContain('under Settings');
  expect(entryStory({ ...refused, outcome: 'failed' }).advice).not.toContain('Settings');
  const unencrypted = historyEntry(2, { outcome: 'refused', code: 'starttls-not-supported' });
  expect(entryTitle(unencrypted)).toBe('The sender did not encrypt');
  expect(entryTitle({ ...unencrypted, code: 'tls-version-too-low' })).toBe("The sender's TLS version is too old");
  expect(entryTitle({ ...unencrypted, outcome: 'deferred' })).toBe('The server offers no encryption');
});

it('says names as people write them', () => {
  const entry = historyEntry(1, { recipient: 'bob@xn--bcher-kva.example', host: 'mx.xn--bcher-kva.example' });
  expect(entryStory(entry).what).toBe('mx.bücher.example took the message for bob@bücher.example without encryption.');
});
