/** What the operating system is to run for as long as the machine is on. */
export interface ServiceProgram {
  /** The program and its arguments: `sealpost serve` in whatever form it is installed. */
  command: readonly [string, ...string[]];
  env: Readonly<Record<string, string>>;
  /** An absolute path. */
  dataDir: string;
  /** Whose data folder it is: the service runs as this user, so that the desktop app of the same user finds it. */
  user: string;
}

/** A program to run, with its arguments. */
export type Command = readonly [string, ...string[]];

/** How one platform is told to run it. */
export interface ServicePlan {
  /** What people call it: "systemd unit", for messages. */
  kind: string;
  file: { path: string; content: string | Uint8Array; mode: number };
  /** After the file is written, in this order; the first that fails ends the installation. */
  install: readonly Command[];
  /** Before the file is removed; a failure is no reason to stop: what is not there cannot be ended. */
  uninstall: readonly Command[];
  /** After the file is removed. */
  afterwards: readonly Command[];
  /** What the admin should still know, in a sentence; null where there is nothing. */
  hint: string | null;
}

/** What the plan depends on beside the program. */
export interface ServiceHost {
  platform: NodeJS.Platform;
  /** True for root: the service belongs to the machine, else to the user. Always true on Windows. */
  isSystem: boolean;
  home: string;
  uid: number;
}
