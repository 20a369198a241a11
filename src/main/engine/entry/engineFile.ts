import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** How the owner's other programs find a running engine and prove that they are the owner's. */
const engineFileSchema = z.object({
  pid: z.int().positive(),
  /** `http://127.0.0.1:8025/` */
  web: z.url({ protocol: /^http$/ }),
  /** Sent as `Authorization: Bearer`. */
  token: z.string().min(1),
  startedAt: z.iso.datetime(),
});
export type EngineFile = z.infer<typeof engineFileSchema>;

export function engineFilePath(dataDir: string): string {
  return join(dataDir, 'engine.json');
}

/** Replaces the file at once: a reader sees the old one or the new one, and nobody but its owner sees either. */
export function writeEngineFile(dataDir: string, content: EngineFile): void {
  const file = engineFilePath(dataDir);
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  // "wx": a file that somebody laid there beforehand, perhaps open to others, is never written to.
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

/** Null where no engine says that it runs: no file, an unreadable one, or one left by a process that is gone. */
export function readEngineFile(dataDir: string): EngineFile | null {
  const content = readRaw(engineFilePath(dataDir));
  return content && isProcessAlive(content.pid) ? content : null;
}

/** Removes our own file, and leaves that of an engine that was started since. */
export function removeEngineFile(dataDir: string, pid: number = process.pid): void {
  const file = engineFilePath(dataDir);
  if (readRaw(file)?.pid === pid) rmSync(file, { force: true });
}

function readRaw(file: string): EngineFile | null {
  try {
    const parsed = engineFileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
