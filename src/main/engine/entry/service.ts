import type { Connect } from '../delivery/types.ts';
import { type CreateEngine, type Engine, type EngineOverrides, EngineStartError } from '../engine.types.ts';
import { type Clock, type Logger, systemClock } from '../runtime.ts';
import { prepareDataFolder } from '../storage/dataFolder.ts';
import { type AppRoot, findAppRoot } from './appRoot.ts';
import type { ServeOptions } from './commandLine.ts';
import { removeEngineFile, writeEngineFile } from './engineFile.ts';
import { openFileLogger } from './logger.ts';
import { startWebServer, type WebServer } from './web/webServer.ts';

const defaultWeb = { host: '127.0.0.1', port: 8025 };

export interface ServiceDeps {
  createEngine: CreateEngine;
  connect: Connect;
  clock?: Clock;
  app?: AppRoot;
}

export interface Service {
  engine: Engine;
  smtp: string[];
  web: WebServer;
  dataDir: string;
  logger: Logger;
  stop(): Promise<void>;
}

/** The engine, the web server and the file by which `sealpost call` finds them. @throws {EngineStartError} */
export async function startService(
  options: ServeOptions & { dataDir: string },
  { createEngine, connect, clock = systemClock, app = findAppRoot() }: ServiceDeps,
): Promise<Service> {
  const { dataDir } = options;
  prepareDataFolder(dataDir);
  const log = openFileLogger(dataDir);
  const { logger } = log;
  try {
    const engine = await createEngine({
      dataDir,
      version: app.version,
      overrides: overridesOf(options),
      demo: options.demo,
      clock,
      random: Math.random,
      connect,
      logger,
    });
    const web = await startWebServer({
      listen: options.web ?? defaultWeb,
      rendererDir: app.rendererDir,
      api: engine.api,
      // Not the demo's clock: links and sessions are about real people.
      clock: systemClock,
      logger,
    }).catch(async (error: unknown) => {
      await engine.stop();
      throw error;
    });
    writeEngineFile(dataDir, {
      pid: process.pid,
      web: web.address,
      token: web.bearerToken,
      startedAt: new Date(systemClock.now()).toISOString(),
    });
    return {
      engine,
      smtp: engine.smtpAddresses(),
      web,
      dataDir,
      logger,
      async stop() {
        // First the file: from here on nobody should try to call us.
        removeEngineFile(dataDir);
        await web.close();
        await engine.stop();
        log.close();
      },
    };
  } catch (error) {
    // What the admin can act on needs no stack.
    const told = error instanceof EngineStartError ? { code: error.code, reason: error.message } : { err: error };
    logger.error(told, 'The engine did not start.');
    log.close();
    throw error;
  }
}

function overridesOf(options: ServeOptions): EngineOverrides {
  return {
    ...(options.smtp.length > 0 ? { listeners: options.smtp } : {}),
    ...(options.dns.length > 0 ? { dnsServers: options.dns } : {}),
    ...(options.deliveryPort === null ? {} : { deliveryPort: options.deliveryPort }),
    ...(options.caFiles.length > 0 ? { caFiles: options.caFiles } : {}),
  };
}
