import { describe, expect, it } from 'vitest';
import { writeExchangeScript } from './exchangeScript.ts';
import { writePostfixMap } from './postfixMap.ts';
import { makeRule, manyKinds, pin } from './rules.fixture.ts';

describe('for Postfix', () => {
  const { text, count, leftOut } = writePostfixMap(manyKinds);
  const entries = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('each mode has its level', () => {
    expect(entries).toEqual([
      'plain.example\tverify match=hostname protocols=>=TLSv1.2',
      '.wild.example\tencrypt protocols=>=TLSv1',
      'xn--bcher-kva.example\tsecure match=mx.books.example:.books.example protocols=>=TLSv1.2',
      expect.stringMatching(
        /^pinned\.example\tfingerprint match=12:C1:C0:37(:[0-9A-F]{2}){28}\|FA(:[0-9A-F]{2}){31} protocols=>=TLSv1\.2$/,
      ),
      'two.example\tverify match=hostname protocols=>=TLSv1.3',
      'custom.example\tverify match=hostname protocols=>=TLSv1.2',
      'quoted.example\tverify match=hostname protocols=>=TLSv1.2',
      'signs.example\tverify match=hostname protocols=>=TLSv1.2',
      'spaces.example\tverify match=hostname protocols=>=TLSv1.2',
      'tab.example\tverify match=hostname protocols=>=TLSv1.2',
      'wide.example\tverify match=hostname protocols=>=TLSv1.2',
    ]);
    expect([count, leftOut]).toEqual([11, 2]);
  });

  it('says in comments what it could not say', () => {
    expect(text).toContain('smtp_tls_fingerprint_digest = sha256');
    expect(text).toContain('# Not expressed: the cipher list ECDHE+AESGCM:!aNULL.');
    expect(text).toContain('#   watched.example (switched off)');
    expect(text).toContain('#   two.example (only for mail from the domain)');
  });

  it('a note cannot become an entry', () => {
    const note = 'x\nevil.example none\r\n\u2028evil.example none';
    const written = writePostfixMap([makeRule({ pattern: 'a.example', mode: 'watch', note })]);
    const own = written.text.split(/\r|\n|\u2028/).filter((line) => line !== '' && !line.startsWith('#'));
    expect(own).toEqual(['a.example\tmay']);
  });
});

describe('for Exchange Server', () => {
  const { text, count, leftOut } = writeExchangeScript(manyKinds);

  it('each enforced domain has a connector that asks for TLS', () => {
    expect(text.match(/^Set-SealpostConnector/gm)).toHaveLength(count);
    expect([count, leftOut]).toEqual([11, 2]);
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toContain("AddressSpaces = 'SMTP:*.wild.example;1'");
    expect(text).toContain("Name 'Sealpost below wild.example'");
    expect(text.match(/RequireTLS = \$true/g)).toHaveLength(count);
    expect(text.match(/'EncryptionOnly'/g)).toHaveLength(1);
    expect(text).toContain("TlsDomain = 'mx.books.example'");
    expect(text).toContain('# Not expressed: further names of mail servers: .books.example.');
    expect(text).toContain('# Not expressed: the pinned key.');
  });

  it('no note can leave its quotes or its comment', () => {
    const note = "it's ‘so’ ‚and‛ so\r\nRemove-Mailbox $(evil) `\n'; evil #>";
    const written = writeExchangeScript([makeRule({ pattern: 'a.example', mode: 'strict', note })]).text;
    expect(written).toContain("Comment = 'it''s ‘‘so’’ ‚‚and‛‛ so Remove-Mailbox $(evil) ` ''; evil #>'\r\n");
    const code = written.split('\r\n').filter((line) => !line.startsWith('#'));
    expect(code.filter((line) => line.includes('evil'))).toHaveLength(1);
  });

  it('long domains keep names of their own within what a name may have', () => {
    const long = (end: string) => `${'long-label.'.repeat(8)}${end}.example`;
    const rules = [long('a'), long('b')].map((pattern) => makeRule({ pattern, mode: 'strict' }));
    const names = [...writeExchangeScript(rules).text.matchAll(/-Name '([^']+)'/g)].map(([, name]) => name ?? '');
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.length <= 64)).toBe(true);
  });

  it('a domain that is only watched gets none', () => {
    const written = writeExchangeScript([makeRule({ pattern: 'a.example', mode: 'watch', pins: [pin] })]);
    expect([written.count, written.leftOut]).toEqual([0, 1]);
    expect(written.text).toContain('#   a.example (only watched)');
  });
});
