import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createCertificateUse } from '../../../src/main/engine/history/certificateUse.ts';
import { createDomainCounts } from '../../../src/main/engine/history/domainCounts.ts';
import { createFollower } from '../../../src/main/engine/history/follower.ts';
import { createHistoryLog } from '../../../src/main/engine/history/log.ts';
import { createTally } from '../../../src/main/engine/history/tally.ts';
import { createTextIndex } from '../../../src/main/engine/history/textIndex.ts';
import { silentLogger, systemClock } from '../../../src/main/engine/runtime.ts';
import { createCertificateStore } from '../../../src/main/engine/storage/certificateStore.ts';
import { closeDatabase, openDatabase } from '../../../src/main/engine/storage/database.ts';
import { createWriter } from '../../../src/main/engine/storage/writer.ts';
import { defaultSeed, seedFolder } from '../seedFolder.ts';

export interface FolderSize {
  rules: number;
  queued: number;
  entries: number;
}

const stampSchema = z.object({ rules: z.int(), queued: z.int(), entries: z.int(), filledAt: z.int() });
const stampFile = 'bench.json';
/** Tries of the queue are planned for an hour after it was filled: from then on the engine would be busy with them. */
const freshForMs = 50 * 60_000;

/** A copy, below `dir`, of a filled data folder, which is kept at `kept` for the next run where one is given. */
export async function takeFolder(dir: string, kept: string | null, size: FolderSize): Promise<string> {
  const dataDir = mkdtempSync(join(dir, 'data-'));
  if (kept === null) {
    await fillFolder(dataDir, size);
    return dataDir;
  }
  if (!isFresh(kept, size)) {
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept, { recursive: true });
    await fillFolder(kept, size);
    writeFileSync(join(kept, stampFile), JSON.stringify({ ...size, filledAt: Date.now() }));
  }
  cpSync(kept, dataDir, { recursive: true });
  return dataDir;
}

function isFresh(kept: string, size: FolderSize): boolean {
  const file = join(kept, stampFile);
  if (!existsSync(file)) return false;
  const { filledAt, ...filled } = stampSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const isSame = filled.rules === size.rules && filled.queued === size.queued && filled.entries === size.entries;
  return isSame && Date.now() - filledAt < freshForMs;
}

async function fillFolder(dataDir: string, size: FolderSize): Promise<void> {
  process.stderr.write(`Filling ${dataDir} …\n`);
  seedFolder(dataDir, { ...defaultSeed, ...size, otherDomains: 2000, now: Date.now() });
  await deriveAll(dataDir);
}

/** With all that an engine derives from its log: what is measured is one that has run for a while. */
async function deriveAll(dataDir: string): Promise<void> {
  process.stderr.write('Bringing up to date what is derived from its log …\n');
  const { db } = openDatabase(join(dataDir, 'sealpost.db'), Date.now());
  db.pragma('synchronous = OFF');
  try {
    const writer = createWriter(db);
    const certificates = createCertificateStore(db);
    const log = createHistoryLog(db, writer, certificates);
    const stopwatchMs = () => performance.now();
    await createFollower({ db, log, writer, clock: systemClock, logger: silentLogger, stopwatchMs }, [
      createTally(db, createDomainCounts(db, writer, systemClock)),
      createTextIndex(db, stopwatchMs),
      createCertificateUse(db, certificates),
    ]).catchUp();
  } finally {
    closeDatabase(db);
  }
}
