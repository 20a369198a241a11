import { displayDomain } from '../../../src/main/engine/policy/domainName.ts';
import type { Rule } from '../../../src/shared/contract/rule.ts';
import type { RuleVerdict } from '../../../src/shared/contract/verdict.ts';
import type { Chance } from './chance.ts';
import { domainAt, words } from './names.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The `index`th rule: a tenth are wildcards, a twentieth is switched off. */
export function ruleAt(chance: Chance, index: number, now: number): Rule {
  const pattern = index % 10 === 7 ? `*.${domainAt(index)}` : domainAt(index);
  const changedAt = now - Math.floor(chance.next() * 300 * dayMs);
  const mode = chance.weighted([
    ['strict', 70],
    ['relaxed', 18],
    ['watch', 8],
    ['pinned', 4],
  ] as const);
  return {
    id: `rule-${String(index).padStart(6, '0')}`,
    pattern,
    displayPattern: displayDomain(pattern),
    direction: chance.weighted([
      ['outbound', 75],
      ['both', 20],
      ['inbound', 5],
    ] as const),
    mode,
    minVersion: chance.happens(0.1) ? 'TLSv1.3' : 'TLSv1.2',
    cipherProfile: chance.happens(0.05) ? 'modern' : 'standard',
    cipherList: null,
    mxNames: [],
    pins: mode === 'pinned' ? [Buffer.alloc(32, index).toString('base64')] : [],
    queueLifeHours: chance.happens(0.05) ? 24 * (1 + chance.below(14)) : null,
    note: chance.happens(0.3) ? `Agreed with ${words(chance, 3)}` : '',
    enabled: !chance.happens(0.05),
    createdAt: new Date(changedAt - 30 * dayMs).toISOString(),
    updatedAt: new Date(changedAt).toISOString(),
  };
}

/** Null where nobody can be asked. Checked within the last day, so that an engine on this folder does not ask at once. */
export function verdictOf(chance: Chance, rule: Rule, now: number): RuleVerdict | null {
  if (rule.pattern.startsWith('*.') || rule.direction === 'inbound' || !rule.enabled) return null;
  const checkedAt = new Date(now - Math.floor(chance.next() * 12 * hourMs)).toISOString();
  const daysLeft = chance.weighted([
    [5, 3],
    [20, 7],
    [60, 50],
    [250, 40],
  ] as const);
  const notAfter = new Date(now + (1 + chance.below(daysLeft * 2)) * dayMs).toISOString();
  const result = chance.weighted([
    ['valid', 88],
    ['not-valid', 8],
    ['unknown', 4],
  ] as const);
  switch (result) {
    case 'valid':
      return { result, code: null, checkedAt, certificateNotAfter: notAfter };
    case 'not-valid': {
      const code = chance.pick([
        'starttls-not-supported',
        'certificate-host-mismatch',
        'certificate-not-trusted',
      ] as const);
      return { result, code, checkedAt, certificateNotAfter: code === 'starttls-not-supported' ? null : notAfter };
    }
    case 'unknown':
      return {
        result,
        code: chance.pick(['connection-timeout', 'dns-servfail'] as const),
        checkedAt,
        certificateNotAfter: null,
      };
  }
}
