import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGuide } from './build/guide.ts';
import { inCheckout, root } from './checkout.ts';

/** Everything that the built files are made of. The lab is in the demo. */
const sources = [
  'src',
  'tests/support/lab',
  'resources',
  'docs/user-guide.md',
  'docs/tls-verdicts.md',
  'docs/import-and-export.md',
  'docs/images',
  'scripts/build',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const stampFile = inCheckout('out', '.sources.sha256');

/** Builds out/ when it is not made from the sources as they are. @throws {Error} with the compiler's words */
export function buildIfStale(): void {
  const wanted = hashSources();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  process.stderr.write('Building Sealpost …\n');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [inCheckout('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (status !== 0) throw new Error(`The build failed.\n${stdout}${stderr}`);
  buildGuide();
  writeFileSync(stampFile, wanted);
}

/** By content: neither a checkout nor a copy keeps modification times. */
function hashSources(): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(source))
      hash
        .update(`${file}\0`)
        .update(readFileSync(inCheckout(file)))
        .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  const full = inCheckout(path);
  if (!existsSync(full)) return [];
  const entries = readdirSyncOrNull(full);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(path, entry.parentPath.slice(full.length), entry.name))
    .sort();
}

function readdirSyncOrNull(path: string) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null;
    throw error;
  }
}

if (import.meta.main) {
  try {
    buildIfStale();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
