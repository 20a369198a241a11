import type { ListenerStatus } from '../../../shared/contract/status.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { Connect } from '../delivery/types.ts';
import { type CreateEngine, type Engine, type EngineOverrides, EngineStartError } from '../engine.types.ts';
import { type Clock, type Logger, systemClock } from '../runtime.ts';
import { prepareDataFolder } from '../storage/dataFolder.ts';
import { type AppRoot, findAppRoot } from './appRoot.ts';
import type { ServeOptions } from './commandLine.ts';
import { removeEngineFile, writeEngineFile } from './engineFile.ts';
import { openFileLogger } from './logger.ts';
import { formatHostPort } from './optionValues.ts';
import { createRestartableEngine } from './restartableEngine.ts';
import { startWebServer, type WebServer } from './web/webServer.ts';

const defaultWeb = { host: '127.0.0.1', port: 8025 };

export interface ServiceDeps {
  createEngine: CreateEngine;
  connect: Connect;
  clock?: Clock;
  app?: AppRoot;
  /** Seals the secrets; null where no keychain gave one. */
  dataKey?: Buffer | null;
}

export interface Service {
  engine: Engine;
  smtp: string[];
  /** Listeners of the settings that could not be opened: the user interface says so, and can change them. */
  closedListeners: readonly ListenerStatus[];
  web: WebServer;
  dataDir: string;
  logger: Logger;
  stop(): Promise<void>;
}

/**
 * The engine, the web server and the file by which `sealpost call` finds them.
 * @throws {EngineStartError} also where a listener that was asked for on the command line cannot be opened
 */
export async function startService(
  options: ServeOptions & { dataDir: string },
  { createEngine, connect, clock = systemClock, app = findAppRoot(), dataKey = null }: ServiceDeps,
): Promise<Service> {
  const { dataDir } = options;
  prepareDataFolder(dataDir);
  const log = openFileLogger(dataDir);
  const { logger } = log;
  try {
    const engine = await createRestartableEngine((restart) =>
      createEngine({
        dataDir,
        version: app.version,
        overrides: overridesOf(options),
        demo: options.demo,
        clock,
        random: Math.random,
        connect,
        logger,
        dataKey,
        restart,
      }),
    );
    const closedListeners = await listenersThatFailed(engine);
    const [refused] = closedListeners;
    if (refused && options.smtp.length > 0) {
      await engine.stop();
      throw listenerError(refused);
    }
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
    try {
      writeEngineFile(dataDir, {
        pid: process.pid,
        web: web.address,
        token: web.bearerToken,
        startedAt: new Date(systemClock.now()).toISOString(),
      });
    } catch (error) {
      await web.close();
      await engine.stop();
      throw error;
    }
    return {
      engine,
      smtp: engine.smtpAddresses(),
      closedListeners,
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

async function listenersThatFailed(engine: Engine): Promise<ListenerStatus[]> {
  const { listeners } = await engine.api.call('status.get', {});
  return listeners.filter(({ state }) => state === 'failed');
}

function listenerError({ host, port, error }: ListenerStatus): EngineStartError {
  const where = formatHostPort({ host, port });
  switch (error) {
    case 'port-in-use':
      return new EngineStartError(error, `Another program takes mail at ${where}. Choose another with --smtp.`);
    case 'permission-denied':
      return new EngineStartError(error, `Sealpost may not listen at ${where}. Choose another with --smtp.`);
    case 'address-not-available':
    case 'internal':
    case null:
      return new EngineStartError('address-not-available', `This machine cannot listen at ${where}.`);
    default:
      return assertNever(error);
  }
}
