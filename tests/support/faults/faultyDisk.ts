import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The numbers of Linux: what a disk says when it is full, broken, or has been set read-only. */
export const diskErrors = { ENOSPC: 28, EIO: 5, EROFS: 30, EDQUOT: 122 } as const;
export type DiskError = keyof typeof diskErrors;

/** What can fail: writes (truncation too), syncs, and changes of names (rename, unlink). */
export const diskOperations = { write: 1, sync: 2, name: 4 } as const;
export type DiskOperation = keyof typeof diskOperations;

export interface Fault {
  error: DiskError;
  operations: readonly DiskOperation[];
  /** How many operations pass before the first that fails. */
  skip: number;
  /** How many fail; null is all of them, until `repair`. */
  times: number | null;
}

/** A disk under one folder that fails when it is told to, in the process that is started with `env`. */
export interface FaultyDisk {
  env: Record<string, string>;
  /** Counts from nothing; nothing fails. */
  count(operations: readonly DiskOperation[]): void;
  break(fault: Fault): void;
  /** Every sync takes this much longer from now on. */
  slowDown(syncDelayMs: number): void;
  /** Nothing fails and nothing waits any more. */
  repair(): void;
  seen(): number;
  failed(): number;
}

const fields = { kinds: 0, error: 4, skip: 8, times: 12, delayMs: 16, seen: 20, failed: 24 } as const;
const size = 28;

/** Why there is no such disk here; null where there is. */
export function whyNoFaultyDisk(): string | null {
  if (process.platform !== 'linux') return 'it is made for Linux';
  return spawnSync('cc', ['--version']).status === 0 ? null : 'there is no C compiler';
}

/** `folder` is the data folder whose files fail; the library and its control file are made in `workDir`. @throws {Error} */
export function createFaultyDisk(folder: string, workDir: string): FaultyDisk {
  const library = join(workDir, 'faultyDisk.so');
  const source = join(import.meta.dirname, 'faultyDisk.c');
  const compiled = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (compiled.status !== 0) throw new Error(`faultyDisk.c does not compile: ${compiled.stderr}`);
  const controlFile = join(workDir, 'control');
  writeFileSync(controlFile, Buffer.alloc(size));

  const set = (values: Partial<Record<keyof typeof fields, number>>) => {
    const file = openSync(controlFile, 'r+');
    try {
      for (const [name, at] of Object.entries(fields)) {
        const value = Object.entries(values).find(([key]) => key === name)?.[1];
        if (value === undefined) continue;
        const octets = Buffer.alloc(4);
        octets.writeInt32LE(value);
        writeSync(file, octets, 0, 4, at);
      }
    } finally {
      closeSync(file);
    }
  };
  const get = (name: 'seen' | 'failed') => {
    const file = openSync(controlFile, 'r');
    try {
      const octets = Buffer.alloc(4);
      readSync(file, octets, 0, 4, fields[name]);
      return octets.readInt32LE();
    } finally {
      closeSync(file);
    }
  };
  const kindsOf = (operations: readonly DiskOperation[]) =>
    operations.reduce((kinds, operation) => kinds | diskOperations[operation], 0);

  return {
    env: { LD_PRELOAD: library, FAULTY_DISK_CONTROL: controlFile, FAULTY_DISK_DIR: folder },
    count: (operations) => set({ error: 0, kinds: kindsOf(operations), seen: 0, failed: 0 }),
    break({ error, operations, skip, times }) {
      set({ error: 0 });
      set({ kinds: kindsOf(operations), skip, times: times ?? -1, seen: 0, failed: 0 });
      set({ error: diskErrors[error] });
    },
    slowDown: (delayMs) => set({ delayMs }),
    repair: () => set({ error: 0, delayMs: 0 }),
    seen: () => get('seen'),
    failed: () => get('failed'),
  };
}
