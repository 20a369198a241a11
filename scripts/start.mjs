// npm start: installs what is missing, then lets scripts/start/main.ts build and start under Node 24.
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';
import { runNode } from './runNode.mjs';

ensureInstalled();
await runNode(join(root, 'scripts', 'start', 'main.ts'), process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
