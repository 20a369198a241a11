import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canRunEngine, findNodeBinary } from './nodeBinary.ts';

describe('canRunEngine', () => {
  it('needs the native interface that the database is built for', () => {
    expect([undefined, '', '9', '10', '11'].map(canRunEngine)).toEqual([false, false, false, true, true]);
  });
});

describe('findNodeBinary', () => {
  let appPath: string;
  beforeEach(() => {
    appPath = mkdtempSync(join(tmpdir(), 'sealpost-node-'));
  });
  afterEach(() => {
    rmSync(appPath, { recursive: true });
  });

  it('takes the one that the environment names', () => {
    expect(findNodeBinary(appPath, { SEALPOST_NODE: '/opt/node' })).toBe('/opt/node');
  });

  it("takes the checkout's own, and none where there is none", () => {
    expect(findNodeBinary(appPath, {}, 'linux')).toBeNull();
    const own = join(appPath, 'node_modules', 'node', 'bin', 'node');
    mkdirSync(join(own, '..'), { recursive: true });
    writeFileSync(own, '');
    expect(findNodeBinary(appPath, {}, 'linux')).toBe(own);
  });
});
