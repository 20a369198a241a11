import { win32 } from 'node:path';
import type { ServicePlan, ServiceProgram } from './types.ts';
import { xmlText } from './xmlText.ts';

const task = 'Sealpost';

/**
 * A task that runs from boot on, whether or not the user is logged in. A real Windows service would need a program of its
 * own around Node. Taken away, it is switched off first: it must not be started again between its end and its removal.
 */
export function planTaskScheduler(program: ServiceProgram): ServicePlan {
  const path = win32.join(program.dataDir, 'service-task.xml');
  return {
    kind: 'scheduled task',
    // The declared encoding and the octets must agree: schtasks reads UTF-16.
    file: { path, content: Buffer.from(`\ufeff${taskXml(program)}`, 'utf16le'), mode: 0o600 },
    install: [
      ['schtasks', '/Create', '/TN', task, '/XML', path, '/F'],
      ['schtasks', '/Run', '/TN', task],
    ],
    uninstall: [
      ['schtasks', '/Change', '/TN', task, '/DISABLE'],
      ['schtasks', '/End', '/TN', task],
      ['schtasks', '/Delete', '/TN', task, '/F'],
    ],
    afterwards: [],
    hint: null,
  };
}

/** Every minute, where none runs: what the system calls a failure to restart after is one to start, not a crash. */
const repetition = '<Repetition><Interval>PT1M</Interval></Repetition>';

/** The task's text in the Task Scheduler's schema 1.2 (MS-TSCH, section 2.5). */
export function taskXml({ command, user }: ServiceProgram): string {
  const { program, args } = actionOf(command);
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Sealpost, the office's mail relay</Description></RegistrationInfo>
  <Triggers>
    <BootTrigger><Enabled>true</Enabled>${repetition}</BootTrigger>
    <RegistrationTrigger><Enabled>true</Enabled>${repetition}</RegistrationTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xmlText(user)}</UserId>
      <LogonType>S4U</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>
    <Priority>4</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(program)}</Command>
      <Arguments>${xmlText(args)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/**
 * A batch file is the work of cmd.exe, to which `&` and its like are the end of a command wherever they stand outside quotes.
 * After `/s /c` it takes the outermost quotes away and nothing else.
 */
function actionOf([program, ...args]: ServiceProgram['command']): { program: string; args: string } {
  if (!/\.(cmd|bat)$/i.test(program)) return { program, args: args.map(quoteWindowsArgument).join(' ') };
  const line = [program, ...args].map(inWindowsQuotes).join(' ');
  return { program: '%SystemRoot%\\System32\\cmd.exe', args: `/d /s /c "${line}"` };
}

/** As CommandLineToArgvW takes it apart again: backslashes count only before a quote. */
export function quoteWindowsArgument(text: string): string {
  if (text !== '' && !/[\s"]/.test(text)) return text;
  return inWindowsQuotes(text);
}

function inWindowsQuotes(text: string): string {
  return `"${text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
