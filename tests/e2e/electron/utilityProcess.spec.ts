import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'vite';
import { expect, test } from '../fixtures.ts';
import { appDir } from '../support/builtApp.ts';
import { electronBinary } from '../support/electronBinary.ts';

const sources = join(import.meta.dirname, 'utility');

/** The shell's engine host and the utility process as they are, around an engine without a database. */
async function buildAround(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: appDir,
    logLevel: 'error',
    plugins: [
      {
        name: 'engine-without-database',
        enforce: 'pre',
        resolveId: (source, importer) =>
          source === '../engine.ts' && importer?.endsWith('runEngine.ts') ? join(sources, 'engine.ts') : null,
      },
    ],
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      rolldownOptions: {
        input: { main: join(sources, 'main.ts'), engine: join(appDir, 'src/main/engine/entry/utility.ts') },
        external: ['electron'],
      },
    },
  });
}

test('an engine in a utility process is started, lost, stopped and refused', async () => {
  // Inside the checkout, where its dependencies are found.
  const outDir = test.info().outputPath('built');
  const dataDir = mkdtempSync(join(tmpdir(), 'sealpost-e2e-'));
  try {
    await buildAround(outDir);
    const electron = spawn(
      electronBinary(),
      ['--no-sandbox', join(outDir, 'main.js'), dataDir, join(outDir, 'engine.js')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const seen: unknown = JSON.parse(await text(electron.stdout));
    expect(seen).toEqual({
      crash: {
        sameEngine: true,
        refusal: 'unavailable',
        exit: 'The engine ended with exit code 3.',
        lostCall: 'unavailable',
      },
      stop: { exit: 'The engine ended with exit code 0.', stopped: true },
      keys: [Buffer.alloc(32, 7).toString('base64'), 'no key'],
      failure: { ok: false, failure: { code: 'database-too-new', message: 'It comes from a newer version.' } },
      quitWhileStarting: { ok: false, failure: { code: 'unexpected', message: 'Sealpost is quitting.' } },
    });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
