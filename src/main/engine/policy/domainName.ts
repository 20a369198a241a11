import { toASCII, toUnicode } from 'tr46';

/** UTS-46 §4: non-transitional. Hyphens in places 3 and 4 are allowed, as real host names have them. */
const idnaOptions = {
  checkBidi: true,
  checkHyphens: false,
  checkJoiners: true,
  transitionalProcessing: false,
  useSTD3ASCIIRules: true,
  verifyDNSLength: true,
};

/** Every character that UTS-46 reads as a label separator. */
export const labelSeparators = /[.\u3002\uff0e\uff61]/u;

/** Without the root's dot, as in RFC 1035 §2.3.4 less the root label. */
export const maxDomainLength = 253;

const plainDomain = /^(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;
const numberLabel = /^(?:\d+|0x[0-9a-f]*)$/;

/**
 * A domain as it is stored and compared: A-labels, lower case, no trailing dot. Null for what no DNS name can be:
 * IP addresses and literals, underscores, control characters, labels or names that are too long (RFC 5321 §4.1.2).
 * A single label such as `localhost` is a domain name.
 */
export function normalizeDomain(text: string): string | null {
  const withoutDot = withoutTrailingDot(text);
  const ascii = isPlain(withoutDot) ? withoutDot : toASCII(withoutDot, idnaOptions);
  if (ascii === null || !plainDomain.test(ascii)) return null;
  const lastLabel = ascii.slice(ascii.lastIndexOf('.') + 1);
  return numberLabel.test(lastLabel) ? null : ascii;
}

/** The same with U-labels, for people. Takes what `normalizeDomain` gave; `*` labels are kept. */
export function displayDomain(domain: string): string {
  if (!domain.includes('xn--')) return domain;
  return domain
    .split('.')
    .map((label) => (label.startsWith('xn--') ? toUnicode(label, idnaOptions).domain : label))
    .join('.');
}

/**
 * The key under which rules are looked up, for any text. What is no valid name (`a_b.example.com`) still gets one, label
 * by label: a rule for `*.example.com` must cover it rather than let it slip through unenforced.
 */
export function lookupKey(domain: string): string {
  const normalized = normalizeDomain(domain);
  if (normalized !== null) return normalized;
  return withoutTrailingDot(domain)
    .split(labelSeparators)
    .map((label) => toASCII(label, { transitionalProcessing: false }) ?? label.toLowerCase())
    .join('.');
}

/** True where UTS-46 would change nothing: the common case, and many times quicker. */
function isPlain(text: string): boolean {
  return text.length <= maxDomainLength && plainDomain.test(text) && !text.includes('xn--');
}

function withoutTrailingDot(text: string): string {
  return labelSeparators.test(text.slice(-1)) ? text.slice(0, -1) : text;
}
