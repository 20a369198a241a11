import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
let loaded: typeof import('@peculiar/x509') | null = null;

/**
 * The library that reads and writes certificates: two hundred files, loaded with the first certificate that is described
 * or made, since a start needs none. At once, not by `import()`: who describes a certificate does it between two events.
 */
export function x509(): typeof import('@peculiar/x509') {
  if (loaded === null) {
    // It needs the decorator metadata before it is loaded.
    load('reflect-metadata');
    const library: typeof import('@peculiar/x509') = load('@peculiar/x509');
    loaded = library;
  }
  return loaded;
}
