/** Which rows of a list are selected, by key. */
export interface RowSelection {
  selected: ReadonlySet<string>;
  change(selected: ReadonlySet<string>): void;
}

export function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** With all rows from `from` to `to` (indexes, either way round, both included) added. */
export function extended(
  selected: ReadonlySet<string>,
  keys: readonly string[],
  from: number,
  to: number,
): ReadonlySet<string> {
  const next = new Set(selected);
  for (const key of keys.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(key);
  return next;
}
