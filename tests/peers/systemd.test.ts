import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemdUnit } from '../../src/main/engine/entry/installed/systemd.ts';

/** systemd's own reader, where it is installed. */
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) console.log('skipped: systemd reads our unit (there is no systemd-analyze on this machine)');

it.skipIf(!hasSystemd).each([true, false])('systemd reads our unit without a word (of the machine: %s)', (isSystem) => {
  const folder = mkdtempSync(join(tmpdir(), 'sealpost-unit-'));
  try {
    const file = join(folder, 'sealpost.service');
    const program = {
      command: [process.execPath, 'cli.js', 'serve', '--data-dir', `${folder}/100% "mail" $HOME`],
      env: { ELECTRON_RUN_AS_NODE: '1' },
      dataDir: folder,
      user: userInfo().username,
    } as const;
    writeFileSync(file, systemdUnit(program, isSystem));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    // It speaks of other units of the machine too.
    expect(stderr.split('\n').filter((line) => line.includes('sealpost'))).toEqual([]);
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
