import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineStartError } from '../engine.types.ts';
import type { ServeOptions } from './commandLine.ts';
import type { Output } from './output.ts';
import { type Service, startService } from './service.ts';

/** A second signal within this time is the same Ctrl-C, handed on by the programs between the terminal and us. */
const sameSignalMs = 2000;

/** `sealpost serve`: runs until it is told to stop. Returns the exit code. */
export async function runServe(options: ServeOptions, output: Output): Promise<number> {
  // Loaded here only: the short commands need neither the database nor the SMTP server.
  const { createEngine } = await import('../engine.ts');
  const { connectTcp } = await import('../delivery/session/connectTcp.ts');
  const stopAsked = listenForStop(options.stopWithParent);
  const throwawayDir = options.dataDir === null ? mkdtempSync(join(tmpdir(), 'sealpost-demo-')) : null;
  try {
    const dataDir = options.dataDir ?? throwawayDir ?? '';
    const demo = options.demo ? await (await import('./demo.ts')).openDemo(dataDir) : null;
    try {
      const service = await startService(
        { ...options, ...demo?.options(options), dataDir },
        { createEngine, connect: demo?.connect ?? connectTcp },
      );
      announce(service, options.json, output);
      demo?.run(service);
      await stopAsked;
      demo?.stop();
      await service.stop();
    } finally {
      await demo?.close();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    announceFailure(error, options.json, output);
    return 1;
  } finally {
    if (throwawayDir !== null) rmSync(throwawayDir, { recursive: true, force: true });
  }
}

function announce(service: Service, json: boolean, output: Output): void {
  if (json) {
    output.print(JSON.stringify({ event: 'ready', smtp: service.smtp, web: service.web.firstLink }));
    return;
  }
  output.print(`Sealpost takes mail at ${service.smtp.join(', ')}. Data folder: ${service.dataDir}`);
  output.print('The user interface, by a link that works once:');
  output.print(service.web.firstLink);
}

function announceFailure(error: EngineStartError, json: boolean, output: Output): void {
  if (json) {
    output.print(JSON.stringify({ event: 'failed', error: { code: error.code, message: error.message } }));
  } else output.complain(`Sealpost could not start: ${error.message}`);
}

/** Resolves at the first SIGTERM, SIGINT, SIGHUP or, if asked, end of standard input. A second signal later on insists. */
function listenForStop(stopWithParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    const ask = () => {
      if (askedAt !== null && Date.now() - askedAt > sameSignalMs) process.exit(1);
      askedAt ??= Date.now();
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, ask);
    if (stopWithParent) {
      process.stdin.once('end', () => resolve());
      process.stdin.once('close', () => resolve());
      process.stdin.resume();
    }
  });
}
