import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says of a product's processes: the one given and all that come from it. */
export interface ProcessStats {
  /** User and system time in ms, of those that have ended as well. */
  cpuMs: number;
  rssBytes: number;
  pssBytes: number;
}

/** `_SC_CLK_TCK` of every Linux that runs Node. */
const ticksPerSecond = 100;

interface Stat {
  pid: number;
  parent: number;
  /** Own, and of children that were waited for. */
  ticks: number;
}

export function cpuMsOf(root: number): number {
  return (family(root).reduce((sum, { ticks }) => sum + ticks, 0) * 1000) / ticksPerSecond;
}

export function memoryOf(root: number): { rssBytes: number; pssBytes: number } {
  let rssBytes = 0;
  let pssBytes = 0;
  for (const { pid } of family(root)) {
    const text = readOrEmpty(`/proc/${pid}/smaps_rollup`);
    rssBytes += kilobytes(text, 'Rss') * 1024;
    pssBytes += kilobytes(text, 'Pss') * 1024;
  }
  return { rssBytes, pssBytes };
}

function family(root: number): Stat[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readStat(Number(name)) : []));
  const members = new Set([root]);
  for (let before = 0; before < members.size; ) {
    before = members.size;
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid);
  }
  return all.filter(({ pid }) => members.has(pid));
}

/** Fields 4 and 14 to 17 of `/proc/PID/stat`, behind the name, which may hold anything. */
function readStat(pid: number): Stat[] {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 16) return [];
  const number = (place: number) => Number(fields[place - 3]);
  return [{ pid, parent: number(4), ticks: number(14) + number(15) + number(16) + number(17) }];
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
