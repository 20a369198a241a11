import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach } from 'vitest';
import { type Lab, startLab } from './lab.ts';

/** One lab for the tests of a file or a group, as new before each of them. `take` gets it before the first hook of theirs. */
export function shareLab(take: (lab: Lab) => void): void {
  let lab: Lab;
  beforeAll(async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sealpost-lab-'));
    lab = await startLab({ dir });
    take(lab);
    return async () => {
      await lab.close();
      rmSync(dir, { recursive: true, force: true });
    };
  });
  beforeEach(() => lab.reset());
}
