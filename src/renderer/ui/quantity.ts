const numberFormat = new Intl.NumberFormat('en-GB');

/** `12,345`. */
export function wholeNumber(value: number): string {
  return numberFormat.format(value);
}

/** `1 message`, `12 messages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${wholeNumber(count)} ${count === 1 ? one : many}`;
}

const sizeUnits = ['B', 'KB', 'MB', 'GB'] as const;

/** `812 B`, `4.1 KB`, `25 MB`; a kilobyte has 1024 bytes, as in mail size limits. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let index = 0;
  while (value >= 1024 && index < sizeUnits.length - 1) {
    value /= 1024;
    index += 1;
  }
  const digits = index === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${sizeUnits[index]}`;
}

/** `98 %`. Rounds down, so that 100 % means every one of them. */
export function percent(part: number, whole: number): string {
  return `${Math.floor((part / whole) * 100)} %`;
}
