import { join } from 'node:path';
import type { ServiceHost, ServicePlan, ServiceProgram } from './types.ts';
import { xmlText } from './xmlText.ts';

const label = 'app.sealpost.relay';

/** A daemon of the machine for root, else an agent of the user's session (launchd.plist(5)). */
export function planLaunchd(program: ServiceProgram, { isSystem, home, uid }: ServiceHost): ServicePlan {
  const folder = isSystem ? '/Library/LaunchDaemons' : join(home, 'Library', 'LaunchAgents');
  const path = join(folder, `${label}.plist`);
  const domain = isSystem ? 'system' : `gui/${uid}`;
  return {
    kind: isSystem ? 'launchd daemon' : 'launchd agent of your own',
    file: { path, content: launchdPlist(program, isSystem), mode: 0o644 },
    install: [['launchctl', 'bootstrap', domain, path]],
    uninstall: [['launchctl', 'bootout', `${domain}/${label}`]],
    afterwards: [],
    hint: isSystem ? null : 'It runs while you are logged in. To run it from boot on, install it with sudo.',
  };
}

/** The property list's text. */
function launchdPlist(program: ServiceProgram, isSystem: boolean): string {
  const string = (text: string) => `<string>${xmlText(text)}</string>`;
  const key = (name: string, value: string) => `  <key>${name}</key>\n  ${value}`;
  const environment = Object.entries(program.env).map(([name, value]) => `<key>${xmlText(name)}</key>${string(value)}`);
  const entries = [
    key('Label', string(label)),
    key('ProgramArguments', `<array>${program.command.map(string).join('')}</array>`),
    ...(environment.length > 0 ? [key('EnvironmentVariables', `<dict>${environment.join('')}</dict>`)] : []),
    ...(isSystem ? [key('UserName', string(program.user))] : []),
    key('RunAtLoad', '<true/>'),
    // Started again after a crash, not after it was told to stop.
    key('KeepAlive', '<dict><key>SuccessfulExit</key><false/></dict>'),
    key('ProcessType', string('Background')),
    // 077: what it makes is its user's alone.
    key('Umask', '<integer>63</integer>'),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${entries.join('\n')}
</dict>
</plist>
`;
}
