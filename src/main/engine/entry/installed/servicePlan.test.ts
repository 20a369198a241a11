import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { engineNodeArgs } from '../../../../shared/engineNodeArgs.ts';
import { planService } from './servicePlan.ts';
import { serviceProgram } from './serviceProgram.ts';
import { systemdUnit } from './systemd.ts';
import { quoteWindowsArgument, taskXml } from './taskScheduler.ts';
import type { ServiceHost, ServiceProgram } from './types.ts';
import { cmdWords, wordsOf } from './windowsWords.fixture.ts';
import { wordProblem } from './wordProblem.ts';

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

  it('of the machine lies where systemd looks first, and is told of before it is started', () => {
    const plan = planService({ ...program, user: 'anna' }, host('linux'));
    expect(plan?.file).toMatchObject({ path: '/etc/systemd/system/sealpost.service', mode: 0o644 });
    expect(plan?.install).toEqual([
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', 'sealpost.service'],
      ['systemctl', 'restart', 'sealpost.service'],
    ]);
    expect(plan?.uninstall).toEqual([['systemctl', 'disable', '--now', 'sealpost.service']]);
    expect(plan?.afterwards).toEqual([['systemctl', 'daemon-reload']]);
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

  it('has for each key one value, of the kind that launchd reads', () => {
    const xml = textOf(planService(program, host('darwin'))?.file.content ?? '');
    const dict = parseXml(xml).documentElement?.getElementsByTagName('dict')[0];
    const children = Array.from(dict?.childNodes ?? []).filter(({ nodeType }) => nodeType === 1);
    const pairs: Record<string, string> = {};
    for (let at = 0; at < children.length; at += 2) {
      expect(children[at]?.nodeName).toBe('key');
      pairs[children[at]?.textContent ?? ''] = children[at + 1]?.nodeName ?? '';
    }
    expect(pairs).toEqual({
      Label: 'string',
      ProgramArguments: 'array',
      EnvironmentVariables: 'dict',
      UserName: 'string',
      RunAtLoad: 'true',
      KeepAlive: 'dict',
      ProcessType: 'string',
      Umask: 'integer',
    });
    expect(textsOf(xml, 'integer')).toEqual([String(0o077)]);
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

  it('carries program and arguments as they are, whatever XML makes of them', () => {
    const command = ['C:\\R&D <1>\\node.exe', "O'H&ra"] as const;
    const xml = taskXml({ ...program, command: [...command] });
    expect([textsOf(xml, 'Command'), textsOf(xml, 'Arguments')]).toEqual([[command[0]], [command[1]]]);
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

  const launcher = 'C:\\Program Files\\Seal & post\\resources\\bin\\sealpost.cmd';
  const folders = ['D:\\mail', 'D:\\R&D (new)\\mail', 'D:\\a b\\', 'D:\\^x|y>z', "D:\\O'Hara\\Übung <1>"];

  it.each(folders)('hands the folder %s on whole, through cmd.exe too', (folder) => {
    const words = ['serve', '--data-dir', folder];
    const [viaCmd = ''] = textsOf(taskXml({ ...program, command: [launcher, ...words] }), 'Arguments');
    expect(cmdWords(viaCmd ?? '')).toEqual([launcher, ...words]);
    const [direct] = textsOf(taskXml({ ...program, command: ['C:\\n\\node.exe', ...words] }), 'Arguments');
    expect(wordsOf(direct ?? '')).toEqual(words);
  });

  it('runs a batch file with cmd.exe, which nothing else does by itself', () => {
    const xml = taskXml({ ...program, command: [launcher, 'serve'] });
    expect(textsOf(xml, 'Command')).toEqual(['%SystemRoot%\\System32\\cmd.exe']);
  });

  it('keeps to the published schema: sequence of its parts, bounds of its numbers', () => {
    const xml = taskXml(program);
    const parts = Array.from(parseXml(xml).documentElement?.childNodes ?? []).filter(({ nodeType }) => nodeType === 1);
    expect(parts.map(({ nodeName }) => nodeName)).toEqual([
      'RegistrationInfo',
      'Triggers',
      'Principals',
      'Settings',
      'Actions',
    ]);
    // restartType: an unsignedByte of at least one, and no less than a minute.
    const [count] = textsOf(xml, 'Count').map(Number);
    expect(count).toBeGreaterThanOrEqual(1);
    expect(count).toBeLessThanOrEqual(255);
    for (const interval of textsOf(xml, 'Interval')) expect(interval).toBe('PT1M');
    expect(parseXml(xml).documentElement?.getAttribute('xmlns')).toBe(
      'http://schemas.microsoft.com/windows/2004/02/mit/task',
    );
  });

  it('is started again within a minute, never twice, not slowed down and never ended for its age', () => {
    const xml = taskXml(program);
    expect(Array.from(parseXml(xml).getElementsByTagName('Repetition'), (one) => one.parentNode?.nodeName)).toEqual([
      'BootTrigger',
      'RegistrationTrigger',
    ]);
    expect(textsOf(xml, 'MultipleInstancesPolicy')).toEqual(['IgnoreNew']);
    expect(textsOf(xml, 'ExecutionTimeLimit')).toEqual(['PT0S']);
    // 7, the default, is below normal, in disk too.
    expect(textsOf(xml, 'Priority')).toEqual(['4']);
  });

  it('is switched off before it is ended and taken away, so that it does not come back meanwhile', () => {
    const plan = planService(program, host('win32'));
    expect(plan?.install.map(([, word]) => word)).toEqual(['/Create', '/Run']);
    expect(plan?.uninstall.map(([, word]) => word)).toEqual(['/Change', '/End', '/Delete']);
    expect(plan?.install[0]).toContain(plan?.file.path);
  });
});

describe('a word that no service can be told', () => {
  const with100 = { ...program, command: ['n.exe', 'serve'] as const, dataDir: 'D:\\100%', user: 'anna' };

  it('is a variable of Windows', () => {
    expect(wordProblem({ ...with100, command: [...with100.command] }, 'win32')).toContain('%');
    expect(wordProblem({ ...with100, command: [...with100.command] }, 'linux')).toBeNull();
  });

  it.each(['linux', 'darwin', 'win32'] as const)('is one with a line end or NUL on %s', (platform) => {
    for (const user of ['a\nb', 'a\0b', 'a\rb', 'a\x1bb']) {
      expect(wordProblem({ ...program, command: ['x'], dataDir: '/d', user }, platform)).toContain('line end');
    }
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
