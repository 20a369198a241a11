import { nextRestartDelayMs } from './restartDelay.ts';
import { needsAdmin } from './startFailure.ts';
import type { EngineConnection, EngineStartFailure, OpenEngine, OpenedEngine } from './types.ts';

export type EngineHostState =
  | { kind: 'stopped' }
  | { kind: 'starting' }
  | { kind: 'running'; connection: EngineConnection }
  /** `startFailed`: it did not come up at all, so that the next try may not either. */
  | { kind: 'restarting'; reason: string; delayMs: number; startFailed: boolean }
  /** Not tried again until `retry`. */
  | { kind: 'failed'; failure: EngineStartFailure };

export interface SupervisorDeps {
  open: OpenEngine;
  onState(state: EngineHostState): void;
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after `delayMs`; the returned function cancels. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

export interface Supervisor {
  state(): EngineHostState;
  start(): void;
  /** Starts at once, whatever waits: after the admin mended what was wrong. */
  retry(): void;
  /** Asks the engine to stop and waits for it, at most about `graceMs`. Nothing is restarted after it. */
  stop(graceMs: number): Promise<void>;
}

/** An engine that ran this long had a good start: the next failure counts as the first. */
export const stableAfterMs = 60_000;

/** Keeps one engine running: starts it, and starts it again with back-off when it is gone. */
export function createSupervisor(deps: SupervisorDeps): Supervisor {
  let state: EngineHostState = { kind: 'stopped' };
  let failures = 0;
  const abort = new AbortController();
  let stopping = false;
  let cancelTimer: (() => void) | null = null;
  let opening: Promise<void> | null = null;

  const become = (next: EngineHostState) => {
    state = next;
    deps.onState(next);
  };

  const restartLater = (reason: string, startFailed: boolean) => {
    failures += 1;
    const delayMs = nextRestartDelayMs(failures);
    cancelTimer = deps.setTimer(start, delayMs);
    become({ kind: 'restarting', reason, delayMs, startFailed });
  };

  const run = async () => {
    const opened = await deps.open(abort.signal).catch(unexpected);
    if (!opened.ok) {
      if (stopping) return;
      if (needsAdmin(opened.failure)) become({ kind: 'failed', failure: opened.failure });
      else restartLater(opened.failure.message, true);
      return;
    }
    const { connection } = opened;
    const startedAt = deps.now();
    connection.exited.then((exit) => {
      if (stopping) return;
      if (deps.now() - startedAt >= stableAfterMs) failures = 0;
      restartLater(exit.reason, false);
    });
    become({ kind: 'running', connection });
  };

  function start() {
    cancelTimer = null;
    if (stopping || opening || state.kind === 'running') return;
    become({ kind: 'starting' });
    opening = run().finally(() => {
      opening = null;
    });
  }

  return {
    state: () => state,
    start,
    retry() {
      cancelTimer?.();
      failures = 0;
      start();
    },
    async stop(graceMs) {
      stopping = true;
      abort.abort();
      cancelTimer?.();
      await opening;
      const last = state;
      become({ kind: 'stopped' });
      if (last.kind === 'running') await last.connection.close(graceMs);
    },
  };
}

/** A bug in starting must not leave the relay down for good: it is tried again like a crash. */
function unexpected(error: unknown): OpenedEngine {
  const message = error instanceof Error ? error.message : String(error);
  return { ok: false, failure: { code: 'unexpected', message } };
}
