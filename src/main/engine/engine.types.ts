import type { ContractApi } from '../../shared/contract/server.ts';
import type { Connect } from './delivery/types.ts';
import type { Clock, Logger, Random } from './runtime.ts';

/** Given on the command line; they win over the saved settings and are not saved. */
export interface EngineOverrides {
  listeners?: readonly { host: string; port: number }[];
  dnsServers?: readonly string[];
  deliveryPort?: number;
  caFiles?: readonly string[];
}

export interface EngineDeps {
  dataDir: string;
  version: string;
  overrides: EngineOverrides;
  demo: boolean;
  clock: Clock;
  random: Random;
  connect: Connect;
  logger: Logger;
  /** 32 octets that seal the secrets, from the keychain of whoever started us; absent or null where there is none. */
  dataKey?: Buffer | null;
  /** Null where whoever started this engine cannot start another in its place. */
  restart?: RestartEngine | null;
}

/**
 * Stops the engine, swaps its data, and starts another on them. `swap` returns what undoes it, for the case that the new
 * one does not start; then the old data are in use again, and this rejects.
 */
export type RestartEngine = (swap: () => () => void) => Promise<void>;

export interface Engine {
  api: ContractApi;
  /** `host:port` of every listener that is open. */
  smtpAddresses(): string[];
  /** Stops taking mail, lets deliveries under way end within a few seconds, closes the database. */
  stop(): Promise<void>;
}

/** Why an engine did not start. Expected: the admin can act on each. */
export type EngineStartCode =
  | 'data-dir-not-writable'
  | 'already-running'
  | 'database-too-new'
  | 'port-in-use'
  | 'permission-denied'
  | 'address-not-available'
  | 'settings-invalid';

export class EngineStartError extends Error {
  readonly code: EngineStartCode;

  constructor(code: EngineStartCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineStartError';
    this.code = code;
  }
}

/** Opens the data folder, starts listening and delivering. @throws {EngineStartError} */
export type CreateEngine = (deps: EngineDeps) => Promise<Engine>;
