import { join } from 'node:path';
import type { ServiceHost, ServicePlan, ServiceProgram } from './types.ts';

const unit = 'sealpost.service';

/** A unit of the machine for root, else one of the user's own (systemd.service(5), systemd.exec(5)). */
export function planSystemd(program: ServiceProgram, { isSystem, home }: ServiceHost): ServicePlan {
  const folder = isSystem ? '/etc/systemd/system' : join(home, '.config', 'systemd', 'user');
  const systemctl = isSystem ? (['systemctl'] as const) : (['systemctl', '--user'] as const);
  return {
    kind: isSystem ? 'systemd unit' : 'systemd unit of your own',
    file: { path: join(folder, unit), content: systemdUnit(program, isSystem), mode: 0o644 },
    install: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', unit],
      // Not "start": an installation over an older one takes the new program into use.
      [...systemctl, 'restart', unit],
    ],
    uninstall: [[...systemctl, 'disable', '--now', unit]],
    afterwards: [[...systemctl, 'daemon-reload']],
    hint: isSystem
      ? null
      : `It runs while you are logged in. To run it from boot on: loginctl enable-linger ${program.user}`,
  };
}

/** The unit's text. A unit of the machine may do no more than its work asks for. */
export function systemdUnit(program: ServiceProgram, isSystem: boolean): string {
  const lines = [
    '[Unit]',
    "Description=Sealpost, the office's mail relay",
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${program.command.map(quoteArgument).join(' ')}`,
    ...Object.entries(program.env).map(([name, value]) => `Environment=${quoteSetting(`${name}=${value}`)}`),
    'Restart=on-failure',
    'RestartSec=5',
    'TimeoutStopSec=30',
    'UMask=0077',
    'NoNewPrivileges=true',
    ...(isSystem ? systemLines(program) : []),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
  ];
  return `${lines.join('\n')}\n`;
}

function systemLines({ user, dataDir }: ServiceProgram): string[] {
  return [
    `User=${refuseLineEnd(user)}`,
    // Port 25 without being root.
    'AmbientCapabilities=CAP_NET_BIND_SERVICE',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    `ReadWritePaths=${quoteSetting(dataDir)}`,
    'PrivateTmp=true',
    'PrivateDevices=true',
    'ProtectKernelTunables=true',
    'ProtectKernelModules=true',
    'ProtectControlGroups=true',
    'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
    'RestrictSUIDSGID=true',
    'LockPersonality=true',
  ];
}

/** One word of ExecStart: `%` and `$` mean something there even inside quotes. */
function quoteArgument(word: string): string {
  return quoteSetting(word).replaceAll('$', '$$$$');
}

function quoteSetting(text: string): string {
  return `"${refuseLineEnd(text).replaceAll(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;
}

/** A line end would begin a setting of its own. */
function refuseLineEnd(text: string): string {
  if (/[\r\n\0]/.test(text))
    throw new Error(`A path or name of the service has a line end in it: ${JSON.stringify(text)}`);
  return text;
}
