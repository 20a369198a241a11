import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type HistoryFilter, historyFilterSchema } from '../../../shared/contract/history.ts';
import { defaultDataDir } from './dataDir.ts';
import { type ExportFormat, exportFormats } from './exportHistory.ts';

/** Where to listen. */
export interface HostPort {
  host: string;
  port: number;
}

/** What `serve` and `demo` were asked for. Null is "not said": a setting or a default decides. */
export interface ServeOptions {
  /** Null for a demo without `--data-dir`: it runs in a throwaway folder. */
  dataDir: string | null;
  smtp: readonly HostPort[];
  web: HostPort | null;
  dns: readonly string[];
  deliveryPort: number | null;
  caFiles: readonly string[];
  json: boolean;
  demo: boolean;
  /** Stop when standard input closes: whoever started us is gone. */
  stopWithParent: boolean;
  /** Whoever started us hands over the key of its keychain as the first line of standard input. */
  dataKeyOnStdin: boolean;
}

const serviceActions = ['install', 'uninstall', 'status'] as const;

export type CommandLine =
  | { kind: 'serve'; options: ServeOptions }
  | { kind: 'call'; dataDir: string; name: string; input: string | null }
  | { kind: 'link'; dataDir: string; json: boolean }
  | { kind: 'status' | 'domains' | 'queue'; dataDir: string; json: boolean }
  | { kind: 'history'; dataDir: string; json: boolean; follow: boolean; limit: number }
  | { kind: 'export'; dataDir: string; format: ExportFormat; filter: HistoryFilter; output: string | null }
  /** `forMs` is null for a pause without an end. */
  | { kind: 'pause'; dataDir: string; json: boolean; forMs: number | null }
  | { kind: 'resume'; dataDir: string; json: boolean }
  | {
      kind: 'service';
      action: (typeof serviceActions)[number];
      /** Null where it was not said. */
      dataDir: string | null;
      user: string | null;
      json: boolean;
    }
  /** `file` is a whole path. */
  | { kind: 'backup'; action: 'backup' | 'restore'; dataDir: string; file: string; json: boolean }
  | { kind: 'help' }
  | { kind: 'version' };

/** The command line cannot be understood: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const usage = `Usage: sealpost COMMAND [options]

  serve                 run the engine, with its user interface at a web address of this machine
  demo                  the same on a throwaway folder, with a lab of mail servers that show every outcome
  status                is it running, what waits, what needs attention
  domains               the domain rules
  queue                 the messages that wait
  history [--follow]    what happened, the newest last
  history --export csv|jsonl [--filter JSON] [--output FILE]
                        all of it, or what passes the filter, oldest first
  pause [--for TIME]    start no delivery, for 30m, 2h or 1d, or until resumed; mail is still taken
  resume                deliver again
  link                  a fresh one-time link to the user interface
  backup FILE           everything in one file, also while the engine works
  restore FILE          put a backup in place of the data folder's content, while the engine is stopped
  service ACTION        install, uninstall, status: have this machine run Sealpost from boot on
  call NAME ['JSON']    any command of the engine; "-" reads the JSON from standard input

Options
  --data-dir DIR        where queue, history and settings are kept (default: ${defaultDataDir()})
  --json                answer as JSON

Option of service
  --user NAME           as whom it runs (default: you, also behind sudo)

Options of serve and demo
  --smtp HOST:PORT      take mail here; may be given more than once (port 0: any free one)
  --web HOST:PORT       serve the user interface here, on this machine only (default 127.0.0.1:8025)
  --dns HOST:PORT       ask this DNS server; may be given more than once
  --delivery-port N     the remote port of mail servers (default 25)
  --ca FILE             trust these certificates too (PEM); may be given more than once
  --demo                with the demo's lab of mail servers
  --stop-with-parent    stop when standard input closes
  --data-key-on-stdin   seal the secrets with the key in the first line of standard input: 32 octets in base64
`;

const dataDirOption = { 'data-dir': { type: 'string' } } as const;
const jsonOption = { json: { type: 'boolean', default: false } } as const;
const serveOptions = {
  ...dataDirOption,
  ...jsonOption,
  smtp: { type: 'string', multiple: true, default: [] },
  web: { type: 'string' },
  dns: { type: 'string', multiple: true, default: [] },
  'delivery-port': { type: 'string' },
  ca: { type: 'string', multiple: true, default: [] },
  demo: { type: 'boolean', default: false },
  'stop-with-parent': { type: 'boolean', default: false },
  'data-key-on-stdin': { type: 'boolean', default: false },
} satisfies ParseArgsConfig['options'];

/** Reads what stands after `sealpost`. @throws {UsageError} */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const [command, ...rest] = args;
  switch (command) {
    case 'serve':
    case 'demo':
      return { kind: 'serve', options: parseServe(rest, command === 'demo') };
    case 'call': {
      const { values, positionals } = parse(rest, { ...dataDirOption, ...jsonOption }, 2);
      const [name, input] = positionals;
      if (name === undefined)
        throw new UsageError('call needs the name of a command, for example: sealpost call status.get');
      return { kind: 'call', dataDir: dataDirOf(values['data-dir']), name, input: input ?? null };
    }
    case 'link':
    case 'status':
    case 'domains':
    case 'queue': {
      const { values } = parse(rest, { ...dataDirOption, ...jsonOption }, 0);
      return { kind: command, dataDir: dataDirOf(values['data-dir']), json: values.json };
    }
    case 'history': {
      const { values } = parse(
        rest,
        {
          ...dataDirOption,
          ...jsonOption,
          follow: { type: 'boolean', short: 'f', default: false },
          limit: { type: 'string', short: 'n', default: '20' },
          export: { type: 'string' },
          filter: { type: 'string' },
          output: { type: 'string', short: 'o' },
        } as const,
        0,
      );
      if (values.export !== undefined) return parseExport({ ...values, export: values.export });
      if (values.filter !== undefined || values.output !== undefined)
        throw new UsageError('--filter and --output go with --export csv or --export jsonl.');
      return {
        kind: 'history',
        dataDir: dataDirOf(values['data-dir']),
        json: values.json,
        follow: values.follow,
        limit: parseInteger('--limit', values.limit, 1, 1000),
      };
    }
    case 'pause': {
      const { values } = parse(rest, { ...dataDirOption, ...jsonOption, for: { type: 'string' } } as const, 0);
      const forMs = values.for === undefined ? null : parseDuration('--for', values.for);
      return { kind: 'pause', dataDir: dataDirOf(values['data-dir']), json: values.json, forMs };
    }
    case 'resume': {
      const { values } = parse(rest, { ...dataDirOption, ...jsonOption }, 0);
      return { kind: 'resume', dataDir: dataDirOf(values['data-dir']), json: values.json };
    }
    case 'backup':
    case 'restore': {
      const { values, positionals } = parse(rest, { ...dataDirOption, ...jsonOption }, 1);
      const [file] = positionals;
      if (file === undefined)
        throw new UsageError(`${command} needs a file, for example: sealpost ${command} office.sealpost`);
      const dataDir = dataDirOf(values['data-dir']);
      return { kind: 'backup', action: command, dataDir, file: resolve(file), json: values.json };
    }
    case 'service':
      return parseService(rest);
    case 'help':
    case '--help':
    case '-h':
      return { kind: 'help' };
    case 'version':
    case '--version':
      return { kind: 'version' };
    case undefined:
      throw new UsageError('Say what to do.');
    default:
      throw new UsageError(`There is no command "${command}".`);
  }
}

function parseService(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args, { ...dataDirOption, ...jsonOption, user: { type: 'string' } }, 1);
  const action = serviceActions.find((known) => known === positionals[0]);
  if (action === undefined) throw new UsageError(`Say what about the service: ${serviceActions.join(', ')}.`);
  const dataDir = values['data-dir'];
  return {
    kind: 'service',
    action,
    dataDir: dataDir === undefined ? null : dataDirOf(dataDir),
    user: values.user || null,
    json: values.json,
  };
}

function parseExport(values: {
  'data-dir'?: string | undefined;
  export: string;
  filter?: string | undefined;
  output?: string | undefined;
}): CommandLine {
  const format = exportFormats.find((one) => one === values.export);
  if (!format) throw new UsageError(`--export takes csv or jsonl, not "${values.export}".`);
  let filter: HistoryFilter;
  try {
    filter = historyFilterSchema.parse(JSON.parse(values.filter ?? '{}'));
  } catch {
    throw new UsageError(
      '--filter takes the filter of history.query as JSON, for example \'{"domain":"example.com"}\'.',
    );
  }
  const output = values.output === undefined ? null : resolve(values.output);
  return { kind: 'export', dataDir: dataDirOf(values['data-dir']), format, filter, output };
}

function parseServe(args: readonly string[], demoCommand: boolean): ServeOptions {
  const { values } = parse(args, serveOptions, 0);
  const demo = demoCommand || values.demo;
  const dataDir = values['data-dir'];
  const deliveryPort = values['delivery-port'];
  return {
    dataDir: dataDir === undefined && demo ? null : dataDirOf(dataDir),
    smtp: values.smtp.map((text) => parseHostPort('--smtp', text, 0)),
    web: values.web === undefined ? null : parseHostPort('--web', values.web, 0),
    dns: values.dns.map((text) => formatHostPort(parseHostPort('--dns', text, 1))),
    deliveryPort: deliveryPort === undefined ? null : parseInteger('--delivery-port', deliveryPort, 1, 65535),
    caFiles: values.ca.map((file) => resolve(file)),
    json: values.json,
    demo,
    stopWithParent: values['stop-with-parent'],
    dataKeyOnStdin: values['data-key-on-stdin'],
  };
}

function parse<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  maxPositionals: number,
) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const extra = parsed.positionals[maxPositionals];
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    return parsed;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** `host:port` or `[v6]:port`. @throws {UsageError} */
export function parseHostPort(option: string, text: string, minPort: number): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < minPort || port > 65535 || (match?.[1] !== undefined && isIP(host) !== 6)) {
    throw new UsageError(`${option} "${text}": write it as host:port, for example 127.0.0.1:2525 or [::1]:2525.`);
  }
  return { host, port };
}

/** The form that `parseHostPort` reads. */
export function formatHostPort({ host, port }: HostPort): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

function parseInteger(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} "${text}": give a number from ${min} to ${max}.`);
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90m`, `2h`, `1d`, at most a year. @throws {UsageError} */
function parseDuration(option: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})\s*([mhd])$/.exec(text.trim()) ?? [];
  const ms = Number(digits) * (unitMs[unit] ?? 0);
  if (ms > 0 && ms <= 365 * 86_400_000) return ms;
  throw new UsageError(`${option} "${text}": give a time like 30m, 2h or 1d.`);
}

function dataDirOf(given: string | undefined): string {
  if (given === '') throw new UsageError('--data-dir is empty.');
  return given === undefined ? defaultDataDir() : resolve(given);
}
