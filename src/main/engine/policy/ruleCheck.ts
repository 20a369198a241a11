import type { Refusal } from '../../../shared/contract/errors.ts';
import type { Rule, RuleInput } from '../../../shared/contract/rule.ts';
import { defaultMinVersion, type TlsVersion } from '../../../shared/domain/tlsVersion.ts';
import { checkCipherList } from './cipherList.ts';
import { parsePattern } from './pattern.ts';

/** A rule as the store saves it; the store adds the id and the times. */
export type RuleFields = Omit<Rule, 'id' | 'createdAt' | 'updatedAt'>;

export type CheckedRule = { ok: true; rule: RuleFields } | { ok: false; refusal: Refusal };

/** Says why the TLS library that runs cannot use a cipher list; null where it can. */
export type CipherListCheck = (list: string) => string | null;

const defaults: Omit<RuleFields, 'pattern' | 'displayPattern' | 'mode'> = {
  direction: 'both',
  minVersion: defaultMinVersion,
  cipherProfile: 'standard',
  cipherList: null,
  mxNames: [],
  pins: [],
  queueLifeHours: null,
  note: '',
  enabled: true,
};

/**
 * Turns what an admin sent into a whole rule. What was left out is as in `existing`, else the default. A refusal names
 * the field. Does not know the other rules: that a pattern is listed twice is for the store to see.
 *
 * A cipher list is taken with the profile `custom` only, and dropped when a rule leaves it. The profile `modern` is TLS
 * 1.3 only, so that is its minimum version.
 */
export function checkRule(
  input: RuleInput,
  existing: Rule | null,
  checkCiphers: CipherListCheck = checkCipherList,
): CheckedRule {
  const pattern = parsePattern(input.pattern);
  if (!pattern.ok) return refuse('pattern', pattern.message);

  const base = existing ?? defaults;
  const cipherProfile = input.cipherProfile ?? base.cipherProfile;
  const givenList = input.cipherList?.trim() || null;
  if (givenList !== null && cipherProfile !== 'custom') {
    return refuse('cipherList', 'A cipher list is used with the cipher profile "custom" only.');
  }
  const keptList = input.cipherList === undefined ? base.cipherList : givenList;
  const cipherList = cipherProfile === 'custom' ? keptList : null;
  if (cipherProfile === 'custom') {
    const fault = cipherList === null ? 'The cipher profile "custom" needs a cipher list.' : checkCiphers(cipherList);
    if (fault !== null) return refuse('cipherList', fault);
  }

  const mxNames = checkMxNames(input.mxNames ?? base.mxNames);
  if (!mxNames.ok) return mxNames;

  const pins = [...new Set(input.pins ?? base.pins)];
  const oddPin = pins.findIndex((pin) => !isSha256(pin));
  if (oddPin !== -1) return refuse(`pins.${oddPin}`, 'A pin is the Base64 of a SHA-256: 43 characters and "=".');
  if (input.mode === 'pinned' && pins.length === 0) {
    return refuse('pins', 'A pinned rule needs at least one pin.');
  }

  const minVersion: TlsVersion = cipherProfile === 'modern' ? 'TLSv1.3' : (input.minVersion ?? base.minVersion);
  return {
    ok: true,
    rule: {
      pattern: pattern.pattern,
      displayPattern: pattern.displayPattern,
      direction: input.direction ?? base.direction,
      mode: input.mode,
      minVersion,
      cipherProfile,
      cipherList,
      mxNames: mxNames.names,
      pins,
      queueLifeHours: input.queueLifeHours === undefined ? base.queueLifeHours : input.queueLifeHours,
      note: input.note ?? base.note,
      enabled: input.enabled ?? base.enabled,
    },
  };
}

/** `mx.example.com` is that host; `.example.com`, also written `*.example.com`, is any host below it. */
function checkMxNames(names: readonly string[]): { ok: true; names: string[] } | { ok: false; refusal: Refusal } {
  const normalized = new Set<string>();
  for (const [index, name] of names.entries()) {
    const parsed = parsePattern(name);
    if (!parsed.ok) return refuse(`mxNames.${index}`, parsed.message);
    normalized.add(parsed.pattern.replace(/^\*/, ''));
  }
  return { ok: true, names: [...normalized] };
}

/** A last character with stray bits would decode to a pin that no key ever has. */
function isSha256(pin: string): boolean {
  const bytes = Buffer.from(pin, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === pin;
}

function refuse(field: string, message: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code: 'invalid-input', field, message } };
}
