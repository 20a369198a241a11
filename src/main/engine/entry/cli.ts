#!/usr/bin/env node
import { ContractError } from '../../../shared/contract/errors.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { findAppRoot } from './appRoot.ts';
import { runBackupCommand } from './backupCommand.ts';
import { runCall } from './callCommand.ts';
import { type CommandLine, parseCommandLine } from './commandLine.ts';
import { requestLink } from './engineConnection.ts';
import { runExport } from './exportCommand.ts';
import { runServiceCommand } from './installed/serviceCommand.ts';
import { UsageError } from './optionValues.ts';
import { type Output, standardOutput } from './output.ts';
import { runServe } from './serveCommand.ts';
import { runShortCommand } from './shortCommands.ts';
import { usage } from './usage.ts';

const exitOk = 0;
const exitRefused = 1;
const exitUsage = 2;

async function run(command: CommandLine, output: Output): Promise<number> {
  switch (command.kind) {
    case 'serve':
      return runServe(command.options, output);
    case 'call':
      return runCall(command, output);
    case 'link': {
      const url = await requestLink(command.dataDir);
      output.print(command.json ? JSON.stringify({ url }) : url);
      return exitOk;
    }
    case 'status':
    case 'domains':
    case 'queue':
    case 'history':
    case 'pause':
    case 'resume':
      return runShortCommand(command, output);
    case 'backup':
      return runBackupCommand(command, output);
    case 'service':
      return runServiceCommand(command, output);
    case 'export':
      return runExport(command, output);
    case 'help':
      output.print(usage.trimEnd());
      return exitOk;
    case 'version':
      output.print(findAppRoot().version);
      return exitOk;
    default:
      return assertNever(command);
  }
}

/** A refusal is a result: scripts read it from standard output, people from standard error. */
function tellRefusal(command: CommandLine, error: ContractError, output: Output): void {
  const asJson = command.kind === 'call' || ('json' in command && command.json);
  if (asJson) output.print(JSON.stringify({ error: error.refusal }));
  else output.complain(error.refusal.message);
}

async function main(args: readonly string[], output: Output): Promise<number> {
  let command: CommandLine;
  try {
    command = parseCommandLine(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.complain(`${error.message}\n\n${usage}`);
    return exitUsage;
  }
  try {
    return await run(command, output);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    tellRefusal(command, error, output);
    return exitRefused;
  }
}

process.exitCode = await main(process.argv.slice(2), standardOutput());
