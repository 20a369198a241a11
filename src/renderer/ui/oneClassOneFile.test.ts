import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '..');

/** Classes that a file lays out on their own, as `.name {` at the beginning of a line. */
function classesOf(css: string): string[] {
  // The second of a list of selectors adds to what another file says, on purpose.
  return [...css.matchAll(/(?<!,\n)^\.([\w-]+) \{/gm)].map(([, name = '']) => name);
}

it('lays out each class in one file, since all of them hold on every page', () => {
  const filesOf = new Map<string, Set<string>>();
  for (const file of readdirSync(renderer, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.css')) continue;
    for (const name of classesOf(readFileSync(join(renderer, file), 'utf8'))) {
      filesOf.set(name, (filesOf.get(name) ?? new Set()).add(file));
    }
  }
  expect(filesOf.size).toBeGreaterThan(100);
  expect([...filesOf].filter(([, files]) => files.size > 1).map(([name, files]) => [name, ...files])).toEqual([]);
});
