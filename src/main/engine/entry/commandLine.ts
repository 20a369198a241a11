import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type HistoryFilter, historyFilterSchema } from '../../../shared/contract/history.ts';
import { type ExportFormat, exportFormats } from './exportHistory.ts';
import {
  dataDirOf,
  formatHostPort,
  type HostPort,
  parseDuration,
  parseHostPort,
  parseInteger,
  UsageError,
} from './optionValues.ts';

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

const commonOptions = { 'data-dir': { type: 'string' }, json: { type: 'boolean', default: false } } as const;
const serveOptions = {
  ...commonOptions,
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
      const { values, positionals } = parse(rest, commonOptions, 2);
      const [name, input] = positionals;
      if (name === undefined)
        throw new UsageError('call needs the name of a command, for example: sealpost call status.get');
      return { kind: 'call', dataDir: dataDirOf(values['data-dir']), name, input: input ?? null };
    }
    case 'link':
    case 'status':
    case 'domains':
    case 'queue': {
      const { values } = parse(rest, commonOptions, 0);
      return { kind: command, dataDir: dataDirOf(values['data-dir']), json: values.json };
    }
    case 'history': {
      const { values } = parse(
        rest,
        {
          ...commonOptions,
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
      const { values } = parse(rest, { ...commonOptions, for: { type: 'string' } } as const, 0);
      const forMs = values.for === undefined ? null : parseDuration('--for', values.for);
      return { kind: 'pause', dataDir: dataDirOf(values['data-dir']), json: values.json, forMs };
    }
    case 'resume': {
      const { values } = parse(rest, commonOptions, 0);
      return { kind: 'resume', dataDir: dataDirOf(values['data-dir']), json: values.json };
    }
    case 'backup':
    case 'restore': {
      const { values, positionals } = parse(rest, commonOptions, 1);
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
  const { values, positionals } = parse(args, { ...commonOptions, user: { type: 'string' } }, 1);
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
