import type { Command, ServicePlan } from './types.ts';

/** What managing a service does to the machine. */
export interface ServiceMachine {
  exists(path: string): boolean;
  /** Makes the folders above it too. @throws {Error} */
  write(path: string, content: string | Uint8Array, mode: number): void;
  remove(path: string): void;
  /** Resolves with the exit code, null where it could not be run, and what it said. */
  run(command: Command): Promise<{ code: number | null; said: string }>;
}

export type ServiceResult =
  | { ok: true }
  /** `command` is the one that failed, and what it said. */
  | { ok: false; command: Command; said: string };

/** Writes the file and has the operating system take it into use. Repeating it takes a newer program into use. */
export async function installService(plan: ServicePlan, machine: ServiceMachine): Promise<ServiceResult> {
  if (machine.exists(plan.file.path)) for (const command of plan.uninstall) await machine.run(command);
  machine.write(plan.file.path, plan.file.content, plan.file.mode);
  for (const command of plan.install) {
    const { code, said } = await machine.run(command);
    if (code !== 0) return { ok: false, command, said };
  }
  return { ok: true };
}

/** Stops it and takes it away; the data folder stays. False where none was installed. */
export async function uninstallService(plan: ServicePlan, machine: ServiceMachine): Promise<boolean> {
  const wasThere = machine.exists(plan.file.path);
  for (const command of plan.uninstall) await machine.run(command);
  machine.remove(plan.file.path);
  for (const command of plan.afterwards) await machine.run(command);
  return wasThere;
}
