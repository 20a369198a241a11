// npm run bench:ui: the window on a full data folder. Prints a table as Markdown.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../../scripts/build.ts';
import { type FolderSize, takeFolder } from './folder.ts';
import { type Figure, formatFigures } from './report.ts';
import { measureAll } from './run.ts';
import { withinTime } from './timeLimit.ts';
import { type WindowKind, windowKinds } from './windows.ts';

const usage = `Usage: npm run bench:ui -- [options]

  --window chromium|electron  what shows it (default chromium)
  --folder DIR                keeps the filled data folder there, for the next runs within an hour
  --rounds N                  windows that are opened anew (default 3)
  --seconds N                 of scrolling each list (default 4)
  --rules N --queued N --entries N   (default 10000, 50000, 1000000)
  --minutes N                 after which it ends with an error, whatever it waits for (default 15)
  --json FILE                 write the figures there as well
`;

interface BenchOptions {
  window: WindowKind;
  folder: string | null;
  rounds: number;
  seconds: number;
  size: FolderSize;
  minutes: number;
  json: string | null;
}

function readArgs(args: string[]): BenchOptions | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        window: { type: 'string', default: 'chromium' },
        folder: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '4' },
        rules: { type: 'string', default: '10000' },
        queued: { type: 'string', default: '50000' },
        entries: { type: 'string', default: '1000000' },
        minutes: { type: 'string', default: '15' },
        json: { type: 'string' },
      },
    });
    const window = windowKinds.find((kind) => kind === values.window);
    const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
    const [rules, queued, entries] = [Number(values.rules), Number(values.queued), Number(values.entries)];
    const minutes = Number(values.minutes);
    if (!window || !(rounds >= 1) || !(seconds >= 1) || !(minutes > 0)) return null;
    if (!(rules >= 500) || !(queued >= 500) || !(entries >= 1000)) return null;
    return {
      window,
      folder: values.folder === undefined ? null : resolve(values.folder),
      rounds,
      seconds,
      size: { rules, queued, entries },
      minutes,
      json: values.json === undefined ? null : resolve(values.json),
    };
  } catch {
    return null;
  }
}

async function main(args: string[]): Promise<number> {
  const options = readArgs(args);
  if (!options) {
    process.stderr.write(usage);
    return 2;
  }
  buildIfStale();
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-bench-ui-'));
  try {
    const dataDir = await takeFolder(dir, options.folder, options.size);
    const loadBefore = loadavg()[0];
    const startedAt = performance.now();
    const figures: Figure[] = [];
    // What was measured is told, whatever comes in between.
    const measured = measureAll({ ...options, dir, dataDir }, (figure) => {
      figures.push(figure);
      process.stderr.write(`${figure.what}: ${figure.measured}\n`);
    });
    const late = `Not done within ${options.minutes} minutes: given up. What was measured until then stands below.`;
    const isWhole = await withinTime(measured, options.minutes * 60_000, late).then(
      () => true,
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        return false;
      },
    );
    const machine = {
      cpus: cpus().length,
      model: cpus()[0]?.model ?? '',
      node: process.version,
      at: new Date().toISOString(),
      loadAverage: [loadBefore, loadavg()[0]],
      tookS: (performance.now() - startedAt) / 1000,
    };
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
    const loads = machine.loadAverage.map((load) => (load ?? 0).toFixed(1)).join(' before and ');
    process.stdout.write(
      `${options.window}, ${machine.cpus} × ${machine.model}, Node ${machine.node}, ${machine.at}; load average ${loads} after; ${machine.tookS.toFixed(0)} s\n\n${formatFigures(figures)}\n`,
    );
    return isWhole ? 0 : 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

// What hangs would keep the process. Playwright and the engine end with it.
process.exit(await main(process.argv.slice(2)));
