import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEngineFile } from '../../../src/main/engine/entry/engineFile.ts';
import { type EngineHandle, engineHandle } from '../../e2e/support/engineHandle.ts';
import { memoryOf } from '../processStats.ts';
import { type Sink, startSink } from '../sink.ts';
import { bulkDomain } from '../sinkWords.ts';
import { type FirstLoad, firstLoadFigures, scriptsOf, watchFirstLoad } from './firstLoad.ts';
import { type MeasuredWindow, measureWindow, type Timed } from './measuredWindow.ts';
import { routeName } from './places.ts';
import type { Figure } from './report.ts';
import { startSteadyMail } from './steadyMail.ts';
import { startViewer, type Viewer, type WindowKind } from './windows.ts';
import {
  filterLists,
  followEvents,
  openPages,
  pageFigures,
  type SearchTexts,
  scrollLists,
  searchLists,
} from './works.ts';

export interface RunOptions {
  window: WindowKind;
  rounds: number;
  seconds: number;
  dir: string;
  dataDir: string;
}

/** All works in turn, on one engine; each figure is told once it is there. */
export async function measureAll(options: RunOptions, tell: (figure: Figure) => void): Promise<void> {
  const { window: kind, rounds, seconds, dir, dataDir } = options;
  const sink = await startSink();
  const caFile = join(dir, 'bench-root.pem');
  writeFileSync(caFile, sink.caPem);
  const configDir = join(dir, 'desktop');
  mkdirSync(configDir);
  const engineArgs = ['--smtp', '127.0.0.1:0', '--dns', sink.dns, '--delivery-port', `${sink.port}`, '--ca', caFile];
  let viewer: Viewer | null = null;
  try {
    viewer = await startViewer(kind, { dataDir, configDir, engineArgs });
    const engine = await engineHandle(dataDir);
    await addWhatIsMissing(engine);
    const texts = await chooseTexts(engine);

    const loads: FirstLoad[] = [];
    const times = new Map<string, Timed[]>();
    let window: MeasuredWindow | null = null;
    for (let round = 0; round < rounds; round += 1) {
      const page = await viewer.open();
      loads.push(await watchFirstLoad(page));
      window = await measureWindow(page);
      await openPages(window, 2, times);
    }
    if (!window) return;
    const scripts = await scriptsOf(window.page);
    for (const figure of [...firstLoadFigures(loads, scripts), ...pageFigures(times)]) tell(figure);

    for (const figure of await searchLists(window, texts)) tell(figure);
    for (const figure of await filterLists(window, 3)) tell(figure);
    for (const figure of await scrollLists(window, seconds)) tell(figure);
    const mail = await startSteadyMail();
    try {
      for (const figure of await followEvents(window, eventLoad(engine, sink, mail))) tell(figure);
    } finally {
      await mail.stop();
    }
    tell(await memoryFigure(window, viewer, dataDir));
  } finally {
    await viewer?.stop();
    await sink.stop();
  }
}

/** Strictly enforced mail to the sink, and a route: what the seed leaves out. */
async function addWhatIsMissing(engine: EngineHandle): Promise<void> {
  await engine.call('rules.save', { pattern: bulkDomain, mode: 'strict', direction: 'outbound' });
  await engine.call('routes.save', { name: routeName, host: '127.0.0.1', port: 2526, domains: ['office.example'] });
}

const searches = 5;

/** Names with a number in them: only the last sign tells them from many others. */
async function chooseTexts(engine: EngineHandle): Promise<SearchTexts> {
  const { ids } = await engine.call('rules.find', { search: '', sort: 'pattern', descending: false, limit: 1 });
  const step = Math.floor(ids.length / 200);
  const { rows } = await engine.call('rules.rows', {
    ids: ids.filter((_id, place) => place % step === 0).slice(0, 200),
  });
  const { entries } = await engine.call('history.query', { limit: 200 });
  const { messages } = await engine.call('queue.list', { limit: 200 });
  const some = (names: readonly (string | null)[]) => {
    const parts = names.map((name) => /[a-z]+-[a-z]+\d/.exec(name ?? '')?.[0]);
    return [...new Set(parts.filter((part) => part !== undefined))].slice(0, searches);
  };
  return new Map([
    ['Domains', some(rows.map(({ pattern }) => pattern))],
    ['Live log', some(entries.map(({ domain }) => domain))],
    ['Queue', some(messages.map(({ recipients: [recipient] }) => recipient?.domain ?? null))],
  ]);
}

/** Each message is two entries: it was accepted, and it was delivered. */
const load = { messagesPerSecond: 500, seconds: 10, sessions: 50 };

function eventLoad(engine: EngineHandle, sink: Sink, mail: Awaited<ReturnType<typeof startSteadyMail>>) {
  const latestSeq = async () => (await engine.call('history.query', { limit: 1 })).latestSeq;
  return {
    seconds: load.seconds,
    async run() {
      const before = { seq: await latestSeq(), taken: await sink.taken() };
      const startedAt = performance.now();
      const { sent } = await mail.send({ ...load, port: engine.smtpPort, domain: bulkDomain });
      await sink.waitFor(before.taken + sent);
      const seconds = (performance.now() - startedAt) / 1000;
      return { entries: (await latestSeq()) - before.seq, seconds };
    },
  };
}

async function memoryFigure(window: MeasuredWindow, viewer: Viewer, dataDir: string): Promise<Figure> {
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const heap = await window.heapBytes();
  const resident = Math.max(...(await viewer.pids()).map((pid) => memoryOf(pid).rssBytes));
  const engine = memoryOf(readEngineFile(dataDir)?.pid ?? 0).rssBytes;
  return {
    what: 'Memory of the page after all that',
    goal: null,
    measured: `${megabytes(heap)} of objects`,
    holds: null,
    note: `its process ${megabytes(resident)}, the engine's ${megabytes(engine)}`,
  };
}
