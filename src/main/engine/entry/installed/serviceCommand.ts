import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { assertNever } from '../../../../shared/domain/assertNever.ts';
import type { CommandLine } from '../commandLine.ts';
import { defaultDataDir } from '../dataDir.ts';
import { readEngineFile } from '../engineFile.ts';
import type { Output } from '../output.ts';
import { installService, type ServiceMachine, uninstallService } from './manageService.ts';
import { planService } from './servicePlan.ts';
import { serviceProgram } from './serviceProgram.ts';
import type { Command, ServicePlan, ServiceProgram } from './types.ts';
import { wordProblem } from './wordProblem.ts';

type ServiceCommand = Extract<CommandLine, { kind: 'service' }>;

/** `sealpost service install|uninstall|status`. Returns the exit code. */
export async function runServiceCommand(command: ServiceCommand, output: Output): Promise<number> {
  const tell = (answer: object, text: string) => output.print(command.json ? JSON.stringify(answer) : text);
  const refuse = (message: string) => {
    if (command.json) output.print(JSON.stringify({ error: { code: 'unavailable', message } }));
    else output.complain(message);
    return 1;
  };
  if (process.env.APPIMAGE && command.action === 'install') {
    return refuse(
      'An AppImage cannot be a service: its files are gone when it ends. Install the .deb package instead.',
    );
  }
  const own = userInfo();
  const isRoot = own.uid === 0;
  // Behind sudo: whoever called it, not root.
  const user = command.user ?? process.env.SUDO_USER ?? windowsUser() ?? own.username;
  if (isRoot && command.dataDir === null) {
    return refuse(
      `Say with --data-dir which folder the service works on. ${user}'s desktop app has its own, in ${user}'s home.`,
    );
  }
  const dataDir = command.dataDir ?? defaultDataDir();
  const program = programHere(dataDir, user);
  const problem = wordProblem(program, process.platform);
  if (problem !== null) return refuse(problem);
  const plan = planHere(program, isRoot);
  if (plan === null) return refuse(`Sealpost knows no services of this platform (${process.platform}).`);
  const { kind, file } = plan;
  switch (command.action) {
    case 'install': {
      if (isRoot && !existsSync(dataDir)) {
        return refuse(`There is no ${dataDir}. Make it first: install -d -m 700 -o ${user} "${dataDir}"`);
      }
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      const result = await installService(plan, thisMachine);
      if (!result.ok) {
        return refuse(
          `The ${kind} was written to ${file.path}, but "${result.command.join(' ')}" failed: ${result.said}`,
        );
      }
      tell(
        { installed: true, file: file.path, hint: plan.hint },
        [`Sealpost runs as a ${kind} now: ${file.path}`, ...(plan.hint === null ? [] : [plan.hint])].join('\n'),
      );
      return 0;
    }
    case 'uninstall': {
      const wasThere = await uninstallService(plan, thisMachine);
      tell(
        { installed: false, removed: wasThere },
        wasThere ? `The ${kind} is gone. The data folder stays: ${dataDir}` : `There was no ${kind}.`,
      );
      return 0;
    }
    case 'status': {
      const installed = existsSync(file.path);
      const engine = readEngineFile(dataDir);
      tell(
        { installed, file: file.path, running: engine !== null, pid: engine?.pid ?? null },
        [
          installed ? `Installed: ${kind} ${file.path}` : `Not installed: there is no ${kind}.`,
          engine ? `A Sealpost runs on ${dataDir} (process ${engine.pid}).` : `None runs on ${dataDir}.`,
        ].join('\n'),
      );
      return installed && engine !== null ? 0 : 1;
    }
    default:
      return assertNever(command.action);
  }
}

function programHere(dataDir: string, user: string): ServiceProgram {
  const { platform, execPath, versions, argv } = process;
  const isElectron = versions.electron !== undefined;
  return serviceProgram({ platform, execPath, cliFile: resolve(argv[1] ?? ''), isElectron }, dataDir, user);
}

function planHere(program: ServiceProgram, isRoot: boolean): ServicePlan | null {
  const { platform } = process;
  const isSystem = platform === 'win32' || isRoot;
  return planService(program, { platform, isSystem, home: homedir(), uid: userInfo().uid });
}

function windowsUser(): string | null {
  const { USERDOMAIN, USERNAME } = process.env;
  return process.platform === 'win32' && USERDOMAIN && USERNAME ? `${USERDOMAIN}\\${USERNAME}` : null;
}

const thisMachine: ServiceMachine = {
  exists: existsSync,
  write(path, content, mode) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    // The mode of writeFileSync is for a new file only, and bounded by the umask.
    chmodSync(path, mode);
  },
  remove: (path) => rmSync(path, { force: true }),
  run: ([program, ...args]: Command) =>
    new Promise((resolve) => {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      const hear = (chunk: Buffer) => {
        said = `${said}${chunk}`.slice(-2000);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('error', (error) => resolve({ code: null, said: error.message }));
      child.once('close', (code) => resolve({ code, said: said.trim() }));
    }),
};
