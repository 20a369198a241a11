import { EngineStartError } from '../engine.types.ts';
import type { ServeOptions } from './commandLine.ts';
import { formatHostPort } from './optionValues.ts';
import type { Output } from './output.ts';
import { readDataKey } from './readDataKey.ts';
import { runEngine } from './runEngine.ts';
import type { Service } from './service.ts';

/** A second signal within this time is the same Ctrl-C, handed on by the programs between the terminal and us. */
const sameSignalMs = 2000;

/** `sealpost serve`: runs until it is told to stop. Returns the exit code. */
export async function runServe(options: ServeOptions, output: Output): Promise<number> {
  try {
    const stopAsked = listenForStop(options.stopWithParent);
    const dataKey = options.dataKeyOnStdin ? await readDataKey(process.stdin) : null;
    await runEngine(options, stopAsked, (service) => announce(service, options.json, output), dataKey);
    return 0;
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    announceFailure(error, options.json, output);
    return 1;
  } finally {
    // A pipe that is still open would keep the process alive.
    if (options.stopWithParent || options.dataKeyOnStdin) process.stdin.destroy();
  }
}

function announce(service: Service, json: boolean, output: Output): void {
  for (const { host, port, error } of service.closedListeners) {
    output.complain(`Sealpost takes no mail at ${formatHostPort({ host, port })} (${error}).`);
  }
  if (json) {
    const { smtp, web, dataDir } = service;
    output.print(JSON.stringify({ event: 'ready', smtp, web: web.firstLink, dataDir }));
    return;
  }
  if (service.smtp.length > 0) output.print(`Sealpost takes mail at ${service.smtp.join(', ')}.`);
  output.print(`Data folder: ${service.dataDir}`);
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
