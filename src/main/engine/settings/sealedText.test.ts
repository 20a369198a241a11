import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openText, parseDataKey, type Sealed, sealedSchema, sealText } from './sealedText.ts';

const key = randomBytes(32);
const text = 'correct horse, ümlaut';

describe('a sealed text', () => {
  it('opens with its key, and never looks the same twice', () => {
    const sealed = sealText(text, key, 'secrets');
    expect(openText(sealed, key, 'secrets')).toEqual({ ok: true, text });
    expect(sealedSchema.parse(JSON.parse(JSON.stringify(sealed)))).toEqual(sealed);
    expect(JSON.stringify(sealed)).not.toContain('horse');
    expect(sealText(text, key, 'secrets').sealed).not.toBe(sealed.sealed);
    expect(openText(sealText('', key, 'secrets'), key, 'secrets')).toEqual({ ok: true, text: '' });
  });

  it('stays closed for another key, and says that it is another', () => {
    expect(openText(sealText(text, key, 'secrets'), randomBytes(32), 'secrets')).toEqual({
      ok: false,
      problem: 'other-key',
    });
  });

  it('stays closed for another purpose', () => {
    expect(openText(sealText(text, key, 'secrets'), key, 'backup')).toEqual({ ok: false, problem: 'damaged' });
  });

  it.each(['nonce', 'sealed', 'tag'] as const)('stays closed after any bit of its %s was turned', (part) => {
    const whole = sealText(text, key, 'secrets');
    const octets = Buffer.from(whole[part], 'base64');
    for (let bit = 0; bit < octets.length * 8; bit += 1) {
      const turned = Buffer.from(octets);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const changed: Sealed = { ...whole, [part]: turned.toString('base64') };
      expect(openText(changed, key, 'secrets'), `bit ${bit}`).toEqual({ ok: false, problem: 'damaged' });
    }
  });

  it.each(['nonce', 'sealed', 'tag'] as const)('stays closed after its %s was cut', (part) => {
    const whole = sealText(text, key, 'secrets');
    for (let octets = 0; octets < Buffer.from(whole[part], 'base64').length; octets += 1) {
      const cut = Buffer.from(whole[part], 'base64').subarray(0, octets).toString('base64');
      expect(openText({ ...whole, [part]: cut }, key, 'secrets')).toEqual({ ok: false, problem: 'damaged' });
    }
  });
});

it('a data key is 32 octets in base64 and nothing else', () => {
  expect(parseDataKey(key.toString('base64'))).toEqual(key);
  for (const wrong of ['', 'x', key.toString('hex'), `${key.toString('base64')}\n`, randomBytes(31).toString('base64')])
    expect(parseDataKey(wrong)).toBeNull();
});
