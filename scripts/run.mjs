// node scripts/run.mjs FILE ARGS…: runs a file of this checkout under Node 24, installing and building first what is
// missing. Prints nothing of its own to standard output.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureInstalled, nodeBinary, root } from './install.mjs';
import { runNode } from './runNode.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs FILE ARGS…\n');
  process.exit(2);
}

ensureInstalled();
// Where npm was called from is the folder that relative paths in the arguments mean.
const path = resolve(root, file);
if (!existsSync(path) && path.startsWith(join(root, 'out'))) {
  const build = spawnSync(nodeBinary, [join(root, 'scripts', 'build.ts')], { stdio: ['ignore', 2, 2], cwd: root });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
await runNode(path, args, process.env.INIT_CWD ?? process.cwd());
