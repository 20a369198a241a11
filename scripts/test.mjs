// npm test: installs what is missing, then lets scripts/test/main.ts run every suite under Node 24.
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';
import { runNode } from './runNode.mjs';

ensureInstalled();
await runNode(join(root, 'scripts', 'test', 'main.ts'), process.argv.slice(2), root);
