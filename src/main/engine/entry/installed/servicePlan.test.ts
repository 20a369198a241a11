import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { engineNodeArgs } from '../../../../shared/engineNodeArgs.ts';
import { planService } from './servicePlan.ts';
import { serviceProgram } from './serviceProgram.ts';
import { systemdUnit } from './systemd.ts';
import { quoteWindowsArgument, taskXml } from './taskScheduler.ts';
import type { ServiceHost, ServiceProgram } from './types.ts';

const program: ServiceProgram = {
  command: ['/opt/Seal post/sealpost-desktop', '/opt/cli.js', 'serve', '--data-dir', '/home/anna/100% "mail" $HOME\\x'],
  env: { ELECTRON_RUN_AS_NODE: '1' },
  dataDir: '/home/anna/100% "mail" $HOME\\x',
  user: 'anna & <co>',
};

function host(platform: NodeJS.Platform, isSystem = true): ServiceHost {
  return { platform, isSystem, home: '/home/anna', uid: 1000 };
}

function textOf(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : Buffer.from(content).toString('utf16le');
}

/** Parses strictly: what is not well-formed throws. */
function parseXml(text: string) {
  const refuse = (message: string) => {
    throw new Error(message);
  };
  return new DOMParser({ errorHandler: { warning: refuse, error: refuse, fatalError: refuse } }).parseFromString(
    text.replace(/^\ufeff/, ''),
    'text/xml',
  );
}

function textsOf(text: string, tag: string): (string | null)[] {
  return Array.from(parseXml(text).getElementsByTagName(tag), (element) => element.textContent);
}

describe('the systemd unit', () => {
  it('keeps every word of the command whole, whatever is in it', () => {
    const line = systemdUnit(program, true)
      .split('\n')
      .find((each) => each.startsWith('ExecStart='));
    expect(line).toBe(
      'ExecStart="/opt/Seal post/sealpost-desktop" "/opt/cli.js" "serve" "--data-dir" ' +
        '"/home/anna/100%% \\"mail\\" $$HOME\\\\x"',
    );
  });

  it('lets a unit of the machine write to the data folder only, as its user and with no right but low ports', () => {
    const lines = systemdUnit({ ...program, dataDir: '/srv/mail', user: 'anna' }, true).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'User=anna',
        'ProtectSystem=strict',
        'ReadWritePaths="/srv/mail"',
        'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
        'NoNewPrivileges=true',
        'WantedBy=multi-user.target',
      ]),
    );
  });

  it('takes no setting from a name with a line end in it', () => {
    expect(() => systemdUnit({ ...program, user: 'anna\nExecStartPre=/bin/evil' }, true)).toThrow('line end');
    expect(() => systemdUnit({ ...program, command: ['/bin/x', 'a\r\nb'] }, true)).toThrow('line end');
  });

  it('of one’s own lies in one’s home and says how it runs without a login', () => {
    const plan = planService(program, host('linux', false));
    expect(plan?.file.path).toBe('/home/anna/.config/systemd/user/sealpost.service');
    expect(plan?.install.at(-1)).toEqual(['systemctl', '--user', 'restart', 'sealpost.service']);
    expect(plan?.file.content).not.toContain('User=');
    expect(plan?.hint).toContain('loginctl enable-linger');
  });
});

describe('the launchd property list', () => {
  it('is well-formed and carries each argument as it is', () => {
    const plan = planService(program, host('darwin'));
    const texts = textsOf(textOf(plan?.file.content ?? ''), 'string');
    expect(texts).toEqual(expect.arrayContaining([...program.command, program.user, '1']));
    expect(plan?.install).toEqual([
      ['launchctl', 'bootstrap', 'system', '/Library/LaunchDaemons/app.sealpost.relay.plist'],
    ]);
  });

  it('names no user in an agent, which is the user’s already', () => {
    const plan = planService(program, host('darwin', false));
    expect(textsOf(textOf(plan?.file.content ?? ''), 'key')).not.toContain('UserName');
    expect(plan?.uninstall).toEqual([['launchctl', 'bootout', 'gui/1000/app.sealpost.relay']]);
  });
});

describe('the scheduled task', () => {
  it('is well-formed UTF-16 that names user, program and arguments', () => {
    const plan = planService(program, host('win32'));
    const xml = textOf(plan?.file.content ?? '');
    expect(xml.startsWith('\ufeff<?xml')).toBe(true);
    expect(textsOf(xml, 'UserId')).toEqual([program.user]);
    expect(textsOf(xml, 'Command')).toEqual([program.command[0]]);
    expect(textsOf(taskXml({ ...program, command: ['p.exe', 'a b', 'c'] }), 'Arguments')).toEqual(['"a b" c']);
  });

  it('quotes as Windows takes words apart', () => {
    expect(['plain', '', 'a b', 'C:\\x y\\', 'say "hi"', '\\"'].map(quoteWindowsArgument)).toEqual([
      'plain',
      '""',
      '"a b"',
      '"C:\\x y\\\\"',
      '"say \\"hi\\""',
      '"\\\\\\""',
    ]);
  });
});

describe('the program', () => {
  it('is Node and the command line in a checkout', () => {
    const own = { platform: 'linux', execPath: '/n/node', cliFile: '/s/out/main/cli.js', isElectron: false } as const;
    expect(serviceProgram(own, '/data', 'anna')).toEqual({
      command: ['/n/node', ...engineNodeArgs, '/s/out/main/cli.js', 'serve', '--data-dir', '/data'],
      env: {},
      dataDir: '/data',
      user: 'anna',
    });
  });

  it('is the app as plain Node in a package', () => {
    const own = {
      platform: 'linux',
      execPath: '/opt/s',
      cliFile: '/opt/app.asar/out/main/cli.js',
      isElectron: true,
    } as const;
    expect(serviceProgram(own, '/data', 'anna').env).toEqual({ ELECTRON_RUN_AS_NODE: '1' });
  });

  it('is the launcher in a package on Windows, where a task sets no variable', () => {
    const own = {
      platform: 'win32',
      execPath: 'C:\\S\\Sealpost.exe',
      cliFile: 'C:\\S\\resources\\app.asar\\out\\main\\cli.js',
      isElectron: true,
    } as const;
    expect(serviceProgram(own, 'D:\\mail', 'O\\anna').command[0]).toBe('C:\\S\\resources\\bin\\sealpost.cmd');
  });
});

it('knows no service of another platform', () => {
  expect(planService(program, host('aix'))).toBeNull();
});
