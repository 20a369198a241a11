import { win32 } from 'node:path';
import type { ServicePlan, ServiceProgram } from './types.ts';
import { xmlText } from './xmlText.ts';

const task = 'Sealpost';

/**
 * A task that runs from boot on, whether or not the user is logged in. A real Windows service would need a program of its
 * own around Node.
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
      ['schtasks', '/End', '/TN', task],
      ['schtasks', '/Delete', '/TN', task, '/F'],
    ],
    afterwards: [],
    hint: null,
  };
}

/** The task's text in the Task Scheduler's schema 1.2. */
export function taskXml({ command: [program, ...args], user }: ServiceProgram): string {
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Sealpost, the office's mail relay</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
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
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(program)}</Command>
      <Arguments>${xmlText(args.map(quoteWindowsArgument).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** As CommandLineToArgvW takes it apart again: backslashes count only before a quote. */
export function quoteWindowsArgument(text: string): string {
  if (text !== '' && !/[\s"]/.test(text)) return text;
  return `"${text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
