import { createHash, type Hash, randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
} from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodySink, StoredBody } from '../intake/types.ts';
import { syncFolder } from '../storage/syncFolder.ts';

/** Bodies up to this many octets are kept in the database, next to their row. */
const maxInlineBytes = 128 * 1024;

/** A body that cannot be read back: the message is kept and shown, not dropped. */
export class SpoolError extends Error {
  override name = 'SpoolError';
}

/** Large bodies as files: temporary name, fsync, rename, fsync of the folder, and only then a row that names them. */
export interface Spool {
  openSink(): BodySink;
  /** @throws {SpoolError} while it is read, if the file is gone, not of this `size` and content, or the disk fails. */
  read(file: string, size: number, sha256: Uint8Array | null): AsyncIterable<Uint8Array>;
  /** The first `maxBytes` octets, where the headers are; empty when they cannot be read. */
  readHead(file: string, maxBytes: number): Buffer;
  remove(file: string): Promise<void>;
  /** Until the function it returns is called, what is removed stays: a backup reads it. */
  holdRemovals(): () => void;
  /** Removes what no row names: bodies whose 250 was never said, or whose message has ended. */
  removeOrphans(isNamed: (file: string) => boolean): Promise<number>;
}

export function createSpool(dir: string): Spool {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  let holds = 0;
  let removedMeanwhile: string[] = [];
  return {
    openSink: () => createSink(dir),
    read: (file, size, sha256) => readFile(join(dir, file), size, sha256),
    readHead: (file, maxBytes) => readHead(join(dir, file), maxBytes),
    async remove(file) {
      if (holds > 0) removedMeanwhile.push(file);
      else await rm(join(dir, file), { force: true });
    },
    holdRemovals() {
      holds += 1;
      return () => {
        holds -= 1;
        if (holds > 0) return;
        const files = removedMeanwhile;
        removedMeanwhile = [];
        // One that cannot be removed now is nobody's at the next start, and goes then.
        for (const file of files) rm(join(dir, file), { force: true }).catch(() => {});
      };
    },
    async removeOrphans(isNamed) {
      // A folder is nobody's body: somebody else put it there.
      const files = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile());
      const orphans = files.map(({ name }) => name).filter((file) => !isNamed(file));
      for (const file of orphans) await rm(join(dir, file), { force: true });
      return orphans.length;
    },
  };
}

/** After a database was set aside its bodies are too: somebody may salvage them. */
export function setSpoolAside(dir: string, suffix: string): void {
  if (existsSync(dir) && readdirSync(dir).length > 0) renameSync(dir, `${dir}.${suffix}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
}

function createSink(dir: string): BodySink {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let file: { handle: FileHandle; temporary: string; name: string; hash: Hash } | null = null;

  const spill = async () => {
    const name = `${randomBytes(16).toString('hex')}.eml`;
    const temporary = join(dir, `${name}.part`);
    file = { handle: await open(temporary, 'wx', 0o600), temporary, name, hash: createHash('sha256') };
    for (const chunk of chunks) file.hash.update(chunk);
    await writeChunks(file.handle, chunks);
    chunks = [];
  };

  return {
    write(chunk) {
      size += chunk.length;
      if (file) {
        file.hash.update(chunk);
        return file.handle.writeFile(chunk);
      }
      chunks.push(chunk);
      return size > maxInlineBytes ? spill() : undefined;
    },
    async finish(): Promise<StoredBody> {
      if (!file) return { kind: 'inline', data: Buffer.concat(chunks, size) };
      await file.handle.sync();
      await file.handle.close();
      await rename(file.temporary, join(dir, file.name));
      await syncFolder(dir);
      return { kind: 'spool', file: file.name, size, sha256: file.hash.digest() };
    },
    async discard() {
      chunks = [];
      if (!file) return;
      await file.handle.close().catch(() => {});
      await rm(file.temporary, { force: true });
      await rm(join(dir, file.name), { force: true });
    },
  };
}

async function writeChunks(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) await handle.writeFile(chunk);
}

function readHead(path: string, maxBytes: number): Buffer {
  try {
    const handle = openSync(path, 'r');
    try {
      const head = Buffer.alloc(maxBytes);
      return head.subarray(0, readSync(handle, head));
    } finally {
      closeSync(handle);
    }
  } catch {
    return Buffer.alloc(0);
  }
}

async function* readFile(path: string, size: number, sha256: Uint8Array | null): AsyncIterable<Uint8Array> {
  let read = 0;
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      read += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw new SpoolError(`The body ${path} cannot be read.`, { cause: error });
  }
  if (read !== size) throw new SpoolError(`The body ${path} has ${read} octets instead of ${size}.`);
  // Before the final dot: a message that is not what was taken is never handed over.
  if (sha256 && !hash.digest().equals(sha256))
    throw new SpoolError(`The body ${path} is damaged: its checksum differs.`);
}
