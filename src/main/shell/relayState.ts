import type { Status } from '../../shared/contract/status.ts';

/** What the shell knows of the relay: the engine it looks after, and what that engine said last. */
export type RelayState =
  | { kind: 'starting' }
  | { kind: 'running'; attached: boolean; status: Status | null }
  /** Between two tries. `startFailed`: the last one did not bring it up. */
  | { kind: 'restarting'; reason: string; startFailed: boolean }
  | { kind: 'failed'; message: string };

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
