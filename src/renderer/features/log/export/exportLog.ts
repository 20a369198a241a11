import type { HistoryFilter } from '../../../../shared/contract/history.ts';
import type { EngineConnection } from '../../../client/engineConnection.ts';
import { readHistory } from '../../../stores/readHistory.ts';
import { type ExportFormat, exportEntries, exportFormats, exportHead } from './entryFormats.ts';

export interface ExportProgress {
  entries: number;
  /** 0 to 1, by where in the log it is. */
  share: number;
}

interface ExportOptions {
  filter: HistoryFilter;
  format: ExportFormat;
  signal: AbortSignal;
  onProgress(progress: ExportProgress): void;
}

const pageSize = 1000;

/**
 * Everything that passes the filter, newest first, as a file; null when it was cancelled. Each page becomes a Blob, which
 * the browser keeps on the disk once there is much of it: a million entries do not fill the memory.
 *
 * @throws {ContractError} when the engine refuses or goes away.
 */
export async function exportLog(
  engine: Pick<EngineConnection, 'call'>,
  { filter, format, signal, onProgress }: ExportOptions,
): Promise<{ file: Blob; entries: number } | null> {
  const parts: Blob[] = [new Blob([exportHead(format)])];
  const isWanted = () => !signal.aborted;
  const oldest = await readHistory(engine, { filter, afterSeq: 0, limit: 1, atLeast: 1, isWanted });
  const end = oldest?.entries[0]?.seq ?? 0;
  let entries = 0;
  let start: number | null = null;
  let beforeSeq: number | undefined;
  for (;;) {
    const page = await readHistory(engine, {
      filter,
      limit: pageSize,
      atLeast: pageSize,
      isWanted,
      ...(beforeSeq === undefined ? {} : { beforeSeq }),
    });
    if (!page) return null;
    const last = page.entries.at(-1);
    start ??= page.entries[0]?.seq ?? 0;
    if (last) {
      parts.push(new Blob([exportEntries(format, page.entries)]));
      entries += page.entries.length;
      beforeSeq = last.seq;
      onProgress({ entries, share: start === end ? 1 : Math.min(1, (start - last.seq) / (start - end)) });
    }
    if (page.isEnd) break;
  }
  return { file: new Blob(parts), entries };
}

/** `sealpost-log-2026-11-22-1430.csv`. */
export function exportFileName(format: ExportFormat, now: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  return `sealpost-log-${day}-${pad(now.getHours())}${pad(now.getMinutes())}.${exportFormats[format].extension}`;
}
