const digits = /\d+/g;
/** More than any number in a name that people count with. */
const width = 20;

/** A key by whose plain order names stand as people count: `firm2` before `firm10`. */
export function naturalKey(name: string): string {
  return name.replace(digits, (run) => run.padStart(width, '0'));
}

export function sortNaturally<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, key: naturalKey(nameOf(item)) }))
    .sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)))
    .map(({ item }) => item);
}
