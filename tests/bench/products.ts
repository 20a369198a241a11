import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { engineNodeArgs } from '../../src/shared/engineNodeArgs.ts';
import { writeConfig } from '../support/postfix.ts';
import type { Sink } from './sink.ts';
import { bulkDomain, hungDomain, manyDomain, manyDomains, mxName, sinkAddress } from './sinkWords.ts';

const run = promisify(execFile);

export const productNames = ['sealpost', 'postfix'] as const;
export type ProductName = (typeof productNames)[number];

/** One of the two, running on a fresh folder. */
export interface Product {
  smtpPort: number;
  /** Its processes are this one and all below it. */
  pid: number;
  stop(): Promise<void>;
}

export interface ProductOptions {
  /** Both keep their data below it: on one file system. */
  dir: string;
  sink: Sink;
  /** Node's arguments before the script, and the script: from source or as built. */
  engine: readonly string[];
}

export function startProduct(name: ProductName, options: ProductOptions): Promise<Product> {
  return name === 'sealpost' ? startSealpost(options) : startPostfix(options);
}

const readySchema = z.object({ event: z.literal('ready'), smtp: z.tuple([z.string()]) });

/** With a strict rule for every domain of the sink but the one that hangs; all else as it comes. */
async function startSealpost({ dir, sink, engine }: ProductOptions): Promise<Product> {
  const dataDir = mkdtempSync(join(dir, 'sealpost-'));
  const caFile = join(dataDir, 'bench-root.pem');
  writeFileSync(caFile, sink.caPem);
  const args = ['serve', '--json', '--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0'];
  const child = spawn(
    process.execPath,
    [...engineNodeArgs, ...engine, ...args, '--dns', sink.dns, '--delivery-port', `${sink.port}`, '--ca', caFile],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ready = readySchema.parse(JSON.parse(await firstLine(child)));
  const rules = [bulkDomain, ...Array.from({ length: manyDomains }, (_, place) => manyDomain(place))];
  const patterns = rules.map((pattern) => ({ pattern, mode: 'strict', direction: 'outbound' }));
  await run(process.execPath, [
    ...engine.slice(-1),
    ...['call', 'rules.saveMany', JSON.stringify({ rules: patterns }), '--data-dir', dataDir],
  ]);
  return {
    smtpPort: Number(ready.smtp[0].split(':').at(-1)),
    pid: child.pid ?? 0,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('No output.');
  const ended = once(child, 'exit').then(() => {
    throw new Error('The engine did not start.');
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  return String(line);
}

/**
 * As Debian has it, with its own folders, the sink's servers by address (it asks no DNS at all), and `secure` for all of
 * them: chain and name are checked. Connections are kept as by default.
 */
async function startPostfix({ dir, sink }: ProductOptions): Promise<Product> {
  const own = mkdtempSync(join(dir, 'postfix-'));
  chmodSync(own, 0o755);
  const config = join(own, 'etc');
  const port = await freePort();
  const roots = join(own, 'root.pem');
  writeFileSync(roots, sink.caPem);
  const targets = [
    [bulkDomain, sinkAddress.keeps, mxName('bulk')],
    [hungDomain, sinkAddress.hung, mxName('hung')],
    ...Array.from({ length: manyDomains }, (_, place) => [
      manyDomain(place),
      sinkAddress.many(place),
      mxName(`m${place}`),
    ]),
  ] as const;
  const logFile = join(own, 'log');
  await writeConfig(own, config, {
    hostname: 'relay.office.example',
    address: '127.0.0.1',
    port,
    tls: { key: sink.key, cert: sink.cert },
    settings: {
      maillog_file: logFile,
      maillog_file_prefixes: `${dir}, /dev/stdout`,
      smtpd_tls_loglevel: '0',
      smtp_tls_security_level: 'secure',
      smtp_tls_CAfile: roots,
      transport_maps: `texthash:${join(config, 'transport')}`,
      smtp_tls_policy_maps: `texthash:${join(config, 'policy')}`,
    },
  });
  const table = (line: (target: (typeof targets)[number]) => string) => `${targets.map(line).join('\n')}\n`;
  writeFileSync(
    join(config, 'transport'),
    table(([domain, address]) => `${domain} smtp:[${address}]:${sink.port}`),
  );
  writeFileSync(
    join(config, 'policy'),
    table(([, address, name]) => `[${address}]:${sink.port} secure match=${name}`),
  );
  mkdirSync(join(own, 'queue', 'pid'), { recursive: true });
  await run('/usr/sbin/postfix', ['-c', config, 'start']);
  await untilListening(port);
  const pidFile = join(own, 'queue', 'pid', 'master.pid');
  return {
    smtpPort: port,
    pid: Number(existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : 0),
    async stop() {
      await run('/usr/sbin/postfix', ['-c', config, 'stop']);
      rmSync(own, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address ? address.port : 0;
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = createConnection({ host: '127.0.0.1', port });
    const greeted = await new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (greeted) return;
    await sleep(50);
  }
  throw new Error('Postfix takes no mail.');
}
