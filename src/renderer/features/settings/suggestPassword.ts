/** Without those that look alike in print: a password is typed into printers. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 5;

/** `h4kpw-29xjd-…`: twenty characters of 32, a hundred bits. */
export function suggestPassword(random: (octets: Uint8Array<ArrayBuffer>) => void = fillRandomly): string {
  const octets = new Uint8Array(groups * groupLength);
  random(octets);
  const characters = [...octets].map((octet) => letters.charAt(octet % letters.length));
  return Array.from({ length: groups }, (_, group) =>
    characters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

function fillRandomly(octets: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(octets);
}
