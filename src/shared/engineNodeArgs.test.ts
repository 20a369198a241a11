import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { engineNodeArgs } from './engineNodeArgs.ts';

/** What starts an engine and cannot import the list. */
const launchers = [
  'scripts/runNode.mjs',
  'packaging/sealpost-linux.sh',
  'packaging/sealpost-macos.sh',
  'packaging/sealpost.cmd',
];

it.each(launchers)('is what %s gives Node too', (launcher) => {
  const text = readFileSync(new URL(`../../${launcher}`, import.meta.url), 'utf8');
  for (const arg of engineNodeArgs) expect(text).toContain(arg);
});
