import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSteadyClock } from '../steadyClock.ts';
import { prepareDataFolder } from '../storage/dataFolder.ts';
import type { ServeOptions } from './commandLine.ts';
import { type Service, startService } from './service.ts';

/**
 * Starts the engine, or the demo, tells `onReady`, and stops it once `stopAsked` resolves: what the service and
 * Electron's utility process have in common. `dataKey` seals the secrets. @throws {EngineStartError}
 */
export async function runEngine(
  options: ServeOptions,
  stopAsked: Promise<void>,
  onReady: (service: Service) => void,
  dataKey: Buffer | null = null,
): Promise<void> {
  const throwawayDir = options.dataDir === null ? mkdtempSync(join(tmpdir(), 'sealpost-demo-')) : null;
  try {
    const dataDir = options.dataDir ?? throwawayDir ?? '';
    prepareDataFolder(dataDir);
    // Loaded here only: the short commands need neither the database nor the SMTP server.
    const { createEngine } = await import('../engine.ts');
    const { connectTcp } = await import('../delivery/session/connectTcp.ts');
    const demo = options.demo ? await (await import('./demo.ts')).openDemo(dataDir) : null;
    try {
      const service = await startService(
        { ...(demo?.options(options) ?? options), dataDir },
        { createEngine, connect: demo?.connect ?? connectTcp, clock: demo?.clock ?? createSteadyClock(), dataKey },
      );
      onReady(service);
      demo?.run(service);
      await stopAsked;
      await demo?.stop();
      await service.stop();
    } finally {
      await demo?.close();
    }
  } finally {
    if (throwawayDir !== null) rmSync(throwawayDir, { recursive: true, force: true });
  }
}
