import type { Channel } from '../../shared/contract/frames.ts';
import type { EngineStartCode } from '../engine/engine.types.ts';

/** Why a connection to an engine ended, as far as this side can know. */
export interface EngineExit {
  /** A sentence's end for the log and the window: "it was killed by SIGKILL", "it exited with code 1". */
  reason: string;
}

/** A running engine that the shell talks to, whichever process it lives in. */
export interface EngineConnection {
  /** The contract's carrier. */
  channel: Channel;
  /** True where somebody else started the engine: quitting the app leaves it running. */
  attached: boolean;
  /** Resolves once, when the engine or the way to it is gone. */
  exited: Promise<EngineExit>;
  /** Asks an engine that is ours to stop, and kills it after `graceMs`; leaves an attached one alone. */
  close(graceMs: number): Promise<void>;
}

/** `unexpected`: it ended before it was ready and did not say why. */
export interface EngineStartFailure {
  code: EngineStartCode | 'unexpected';
  message: string;
}

export type OpenedEngine = { ok: true; connection: EngineConnection } | { ok: false; failure: EngineStartFailure };

/**
 * Attaches to an engine or starts one. A failure to start is a value; it never rejects for one. When `signal` aborts,
 * an engine that is just starting is stopped and the answer is a failure.
 */
export type OpenEngine = (signal: AbortSignal) => Promise<OpenedEngine>;

/** What the shell asks of an engine that it starts. */
export interface EngineLaunch {
  dataDir: string;
  demo: boolean;
  /** More of `sealpost serve`'s options, as they stand on a command line. */
  extraArgs: readonly string[];
  /** Asked at each start: the key that seals the secrets, in base64; null where no keychain keeps one. */
  dataKey?: () => string | null;
}
