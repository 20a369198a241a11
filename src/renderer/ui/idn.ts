/** RFC 3492 §5: the parameters of Punycode as IDNA uses it. */
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialN = 128;

/** A domain with U-labels, for people. What is no valid IDN stays as it is. */
export function displayDomain(domain: string): string {
  if (!/(^|\.)xn--/i.test(domain)) return domain;
  const shown = domain
    .split('.')
    .map((label) => (/^xn--/i.test(label) ? (decodeLabel(label.slice(4).toLowerCase()) ?? label) : label))
    .join('.');
  // What would not be read back as the same domain is not shown as it: it could be made to look like another.
  return toAsciiDomain(shown) === domain.toLowerCase() ? shown : domain;
}

/** A mail address with its domain in U-labels. */
export function displayAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? displayDomain(address) : address.slice(0, at + 1) + displayDomain(address.slice(at + 1));
}

/** With A-labels, by the browser's own UTS-46; what no host name can be comes back as it was. */
export function toAsciiDomain(domain: string): string {
  if (/^[\x21-\x7e]*$/.test(domain) && !/xn--/i.test(domain)) return domain.toLowerCase();
  if (/[\s/?#@:\\%]/.test(domain)) return domain;
  try {
    return new URL(`http://${domain}/`).hostname;
  } catch {
    return domain;
  }
}

/** RFC 3492 §6.2; null where the label is none. */
function decodeLabel(label: string): string | null {
  const delimiter = label.lastIndexOf('-');
  const output = delimiter > 0 ? [...label.slice(0, delimiter)].map(codePointOf) : [];
  let n = initialN;
  let i = 0;
  let bias = initialBias;
  for (let position = delimiter > 0 ? delimiter + 1 : 0; position < label.length; ) {
    const before = i;
    let weight = 1;
    for (let k = base; ; k += base) {
      const digit = digitOf(label.charCodeAt(position));
      position += 1;
      if (digit === null) return null;
      i += digit * weight;
      const threshold = k <= bias ? tMin : Math.min(tMax, k - bias);
      if (digit < threshold) break;
      weight *= base - threshold;
      if (weight > Number.MAX_SAFE_INTEGER / base) return null;
    }
    bias = adapt(i - before, output.length + 1, before === 0);
    n += Math.floor(i / (output.length + 1));
    i %= output.length + 1;
    if (n > 0x10ffff) return null;
    output.splice(i, 0, n);
    i += 1;
  }
  return String.fromCodePoint(...output);
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** a to z are 0 to 25, 0 to 9 are 26 to 35. */
function digitOf(code: number): number | null {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : null;
}

/** RFC 3492 §6.1. */
function adapt(delta: number, points: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? damp : 2));
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((base - tMin) * tMax) / 2; k += base) rest = Math.floor(rest / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}
