import type { ChildProcess } from 'node:child_process';
import type { KillMoment, MomentEvent } from './plan.ts';

/** Counts what happens, and kills the engine at its moment. */
export class Killer {
  readonly #moment: KillMoment | null;
  #seen = 0;
  #target: ChildProcess | null = null;
  killed = false;

  /** Null kills only when told. */
  constructor(moment: KillMoment | null) {
    this.#moment = moment;
  }

  aim(target: ChildProcess): void {
    this.#target = target;
  }

  /** One of these happened, just now. */
  note(event: MomentEvent): void {
    if (this.killed || event !== this.#moment?.on) return;
    this.#seen += 1;
    if (this.#seen === this.#moment.count) this.kill();
  }

  /** SIGKILL: nothing in the engine gets to run after it. */
  kill(): void {
    if (!this.#target) return;
    this.killed = true;
    this.#target.kill('SIGKILL');
  }
}
