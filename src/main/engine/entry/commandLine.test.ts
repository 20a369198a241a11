import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandLine, parseCommandLine } from './commandLine.ts';
import { defaultDataDir } from './dataDir.ts';
import { formatHostPort, parseHostPort, UsageError } from './optionValues.ts';

function serveOptionsOf(args: readonly string[]) {
  const command = parseCommandLine(args);
  if (command.kind !== 'serve') throw new Error(`Read as ${command.kind}.`);
  return command.options;
}

describe('serve', () => {
  it('takes every option, some more than once', () => {
    const line =
      'serve --data-dir d --smtp 127.0.0.1:2525 --smtp [::1]:0 --web localhost:0 --dns 127.0.0.1:5353 ' +
      '--delivery-port 2526 --ca a.pem --ca b.pem --json --stop-with-parent --data-key-on-stdin';
    expect(serveOptionsOf(line.split(' '))).toEqual({
      dataDir: resolve('d'),
      smtp: [
        { host: '127.0.0.1', port: 2525 },
        { host: '::1', port: 0 },
      ],
      web: { host: 'localhost', port: 0 },
      dns: ['127.0.0.1:5353'],
      deliveryPort: 2526,
      caFiles: [resolve('a.pem'), resolve('b.pem')],
      json: true,
      demo: false,
      stopWithParent: true,
      dataKeyOnStdin: true,
    });
  });

  it('leaves to the settings what was not said', () => {
    expect(serveOptionsOf(['serve'])).toEqual({
      dataDir: defaultDataDir(),
      smtp: [],
      web: null,
      dns: [],
      deliveryPort: null,
      caFiles: [],
      json: false,
      demo: false,
      stopWithParent: false,
      dataKeyOnStdin: false,
    });
  });

  it('is a demo in a throwaway folder unless one is given', () => {
    expect(serveOptionsOf(['demo'])).toMatchObject({ demo: true, dataDir: null });
    expect(serveOptionsOf(['serve', '--demo'])).toMatchObject({ demo: true, dataDir: null });
    expect(serveOptionsOf(['demo', '--data-dir', '/d'])).toMatchObject({ demo: true, dataDir: resolve('/d') });
  });
});

describe('the other commands', () => {
  it.each<[string[], Partial<CommandLine>]>([
    [['call', 'status.get'], { kind: 'call', name: 'status.get', input: null }],
    [['call', '--data-dir', '/d', 'rules.save', '{}'], { kind: 'call', dataDir: resolve('/d'), input: '{}' }],
    [['call', 'rules.save', '-', '--json'], { kind: 'call', input: '-' }],
    [['status', '--json'], { kind: 'status', json: true }],
    [['history', '-f', '-n', '5'], { kind: 'history', follow: true, limit: 5 }],
    [
      ['history', '--export', 'csv', '--filter', '{"text":"x"}', '-o', '/tmp/log.csv'],
      { kind: 'export', format: 'csv', filter: { text: 'x' }, output: '/tmp/log.csv' },
    ],
    [['history', '--export', 'jsonl'], { kind: 'export', format: 'jsonl', filter: {}, output: null }],
    [['link'], { kind: 'link', json: false }],
    [['pause'], { kind: 'pause', forMs: null, json: false }],
    [['pause', '--for', '90m'], { kind: 'pause', forMs: 5_400_000 }],
    [['resume', '--json'], { kind: 'resume', json: true }],
    [['--help'], { kind: 'help' }],
    [['--version'], { kind: 'version' }],
  ])('%j', (args, expected) => {
    expect(parseCommandLine(args)).toMatchObject(expected);
  });
});

describe('what cannot be understood', () => {
  it.each<[string[], string]>([
    [[], 'Say what to do.'],
    [['dance'], 'dance'],
    [['serve', '--dance'], '--dance'],
    [['serve', 'here'], 'here'],
    [['serve', '--smtp', '2525'], '--smtp "2525"'],
    [['serve', '--smtp', '127.0.0.1:65536'], '--smtp'],
    [['serve', '--smtp', '::1:25'], '--smtp'],
    [['serve', '--smtp', '[127.0.0.1]:25'], '--smtp'],
    [['serve', '--dns', '127.0.0.1:0'], '--dns'],
    [['serve', '--delivery-port', '0'], '--delivery-port'],
    [['serve', '--delivery-port', '25x'], '--delivery-port'],
    [['serve', '--data-dir', ''], '--data-dir'],
    [['call'], 'call needs the name'],
    [['call', 'rules.list', '{}', 'more'], 'more'],
    [['history', '--limit', '0'], '--limit'],
    [['history', '--export', 'xls'], '--export'],
    [['history', '--export', 'csv', '--filter', '{"txt":1}'], '--filter'],
    [['history', '--output', 'x'], '--export'],
    [['status', '--follow'], '--follow'],
    [['pause', '--for', 'soon'], '--for "soon"'],
    [['pause', '--for', '0h'], '--for'],
    [['pause', '2h'], '2h'],
  ])('%j is told', (args, reason) => {
    expect(() => parseCommandLine(args)).toThrow(UsageError);
    expect(() => parseCommandLine(args)).toThrow(reason);
  });
});

it.each(['127.0.0.1:25', '[::1]:2525', 'mail.example:0'])('%s is written as it was read', (text) => {
  expect(formatHostPort(parseHostPort('--smtp', text, 0))).toBe(text);
});

it('keeps data where the platform wants it', () => {
  expect(defaultDataDir('linux', {}, '/home/ada')).toBe('/home/ada/.local/share/sealpost');
  expect(defaultDataDir('linux', { XDG_DATA_HOME: '/x' }, '/home/ada')).toBe('/x/sealpost');
  expect(defaultDataDir('win32', { APPDATA: '/Users/ada/AppData/Roaming' })).toBe(
    '/Users/ada/AppData/Roaming/Sealpost',
  );
  expect(defaultDataDir('win32', {}, '/Users/ada')).toBe('/Users/ada/AppData/Roaming/Sealpost');
  expect(defaultDataDir('darwin', {}, '/Users/ada')).toBe('/Users/ada/Library/Application Support/Sealpost');
});

describe('service', () => {
  it('says what is to happen, with which folder and as whom', () => {
    expect(parseCommandLine(['service', 'install', '--data-dir', '/srv/mail', '--user', 'anna'])).toEqual({
      kind: 'service',
      action: 'install',
      dataDir: resolve('/srv/mail'),
      user: 'anna',
      json: false,
    });
    expect(parseCommandLine(['service', 'status', '--json'])).toMatchObject({ dataDir: null, user: null, json: true });
  });

  it('refuses what it does not know', () => {
    expect(() => parseCommandLine(['service'])).toThrow(UsageError);
    expect(() => parseCommandLine(['service', 'restart'])).toThrow('install, uninstall, status');
  });
});
