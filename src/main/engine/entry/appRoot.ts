import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageSchema = z.object({ name: z.literal('sealpost'), version: z.string() });

export interface AppRoot {
  /** The folder of our package.json. */
  path: string;
  version: string;
  /** The built user interface; may be missing when we run from source. */
  rendererDir: string;
}

/** Found by looking upwards: this code runs from `src/main/engine/entry`, from `out/main` and from a package. */
export function findAppRoot(): AppRoot {
  let path = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(path, 'package.json');
    if (existsSync(file)) {
      const parsed = packageSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (parsed.success) return { path, version: parsed.data.version, rendererDir: join(path, 'out', 'renderer') };
    }
    const parent = dirname(path);
    if (parent === path) throw new Error(`There is no package.json of Sealpost above ${import.meta.url}.`);
    path = parent;
  }
}
