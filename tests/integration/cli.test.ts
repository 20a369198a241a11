import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { historyEntrySchema } from '../../src/shared/contract/history.ts';
import { statusSchema } from '../../src/shared/contract/status.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** The whole command with a whole engine behind it, from source. */

const cli = new URL('../../src/main/engine/entry/cli.ts', import.meta.url).pathname;

interface Sealpost {
  process: ChildProcess;
  lines: AsyncIterator<string>;
  ended: Promise<{ code: number | null; stderr: string }>;
}

/** Standard input stays open until the test closes it. */
function sealpost(...args: string[]): Sealpost {
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'pipe' });
  const stderr = text(child.stderr);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    process: child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    ended: ended.then(async (code) => ({ code, stderr: await stderr })),
  };
}

/** What a command prints, whole. */
async function outputOf(...args: string[]): Promise<string> {
  const { lines, ended } = sealpost(...args);
  const read: string[] = [];
  for (let next = await lines.next(); !next.done; next = await lines.next()) read.push(next.value);
  expect(await ended).toEqual({ code: 0, stderr: '' });
  return read.join('\n');
}

interface Served extends Sealpost {
  dataDir: string;
  smtpPort: number;
}

async function serve(...args: string[]): Promise<Served> {
  const dataDir = join(temporaryFolder(), 'data');
  const served = sealpost(
    'serve',
    '--json',
    '--data-dir',
    dataDir,
    '--smtp',
    '127.0.0.1:0',
    '--web',
    '127.0.0.1:0',
    ...args,
  );
  const { value } = await served.lines.next();
  const ready = JSON.parse(value);
  expect(ready).toEqual({
    event: 'ready',
    smtp: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
    web: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/),
    dataDir,
  });
  return { ...served, dataDir, smtpPort: Number(ready.smtp[0].split(':')[1]) };
}

async function openLab(): Promise<Lab> {
  const dir = join(temporaryFolder(), 'lab');
  mkdirSync(dir);
  const lab = await startLab({ dir });
  onTestFinished(() => lab.close());
  return lab;
}

it.for<NodeJS.Signals>(['SIGTERM', 'SIGINT'])(
  'stops cleanly on %s, also with its standard input open',
  async (signal) => {
    const { process: child, ended, dataDir } = await serve('--stop-with-parent');
    expect(existsSync(join(dataDir, 'engine.json'))).toBe(true);
    child.kill(signal);
    // Ctrl-C comes from the terminal and from npm.
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, stderr: '' });
    expect(existsSync(join(dataDir, 'engine.json'))).toBe(false);
  },
);

it('stops when whoever started it is gone, if asked to', async () => {
  const { process: child, ended } = await serve('--stop-with-parent');
  child.stdin?.end();
  expect(await ended).toEqual({ code: 0, stderr: '' });
});

it('is refused a data folder that another one uses, and leaves that one in peace', async () => {
  const first = await serve();
  const second = sealpost(
    'serve',
    '--json',
    '--data-dir',
    first.dataDir,
    '--smtp',
    '127.0.0.1:0',
    '--web',
    '127.0.0.1:0',
  );
  const { value } = await second.lines.next();
  expect(JSON.parse(value)).toMatchObject({ event: 'failed', error: { code: 'already-running' } });
  expect(await second.ended).toMatchObject({ code: 1 });
  expect(statusSchema.parse(JSON.parse(await outputOf('status', '--json', '--data-dir', first.dataDir))).state).toBe(
    'running',
  );
});

it('says which port is taken, in words and as JSON', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
  onTestFinished(() => void taken.close());
  const dataDir = join(temporaryFolder(), 'data');
  for (const [option, other] of [
    ['--smtp', '--web'],
    ['--web', '--smtp'],
  ] as const) {
    const args = ['serve', '--data-dir', dataDir, option, `127.0.0.1:${port}`, other, '127.0.0.1:0'];
    const told = await sealpost(...args).ended;
    expect(told.code).toBe(1);
    expect(told.stderr.trim().split('\n')).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
    const machine = sealpost(...args, '--json');
    const { value } = await machine.lines.next();
    expect(JSON.parse(value)).toMatchObject({ event: 'failed', error: { code: 'port-in-use' } });
  }
});

it('shows status, domains, queue and history in words, and follows what happens', async () => {
  const lab = await openLab();
  const { dataDir, smtpPort } = await serve(
    ...['--dns', lab.dns, '--delivery-port', String(lab.deliveryPort), '--ca', lab.caFile],
  );
  const where = ['--data-dir', dataDir];
  await outputOf('call', 'rules.save', '{"pattern":"self-signed.example","mode":"strict"}', ...where);
  const follow = sealpost('history', '--follow', '--json', ...where);
  await sendMail({
    host: '127.0.0.1',
    port: smtpPort,
    from: 'anna@office.example',
    to: ['tom@self-signed.example'],
    data: 'Subject: hello\r\n\r\nhello\r\n',
  });
  for (;;) {
    const { value } = await follow.lines.next();
    const entry = historyEntrySchema.parse(JSON.parse(value));
    if (entry.outcome !== 'deferred') continue;
    expect(entry).toMatchObject({ code: 'certificate-not-trusted', recipient: 'tom@self-signed.example' });
    break;
  }

  expect(await outputOf('status', ...where)).toMatch(/^Sealpost .* is running and needs attention/);
  expect(await outputOf('domains', ...where)).toMatch(
    /^self-signed\.example +strict .*\nall other domains +opportunistic$/,
  );
  expect(await outputOf('queue', ...where)).toMatch(
    /anna@office\.example +tom@self-signed\.example +deferred +certificate-not-trusted/,
  );
  const history = await outputOf('history', ...where);
  expect(history.split('\n').at(-1)).toMatch(
    /Processing: Check TLS {2}deferred {2}certificate-not-trusted {2}anna@office\.example -> tom@self-signed\.example {2}mx\.self-signed\.example/,
  );

  const exported = await outputOf('history', '--export', 'jsonl', '--filter', '{"outcome":"deferred"}', ...where);
  expect(exported.split('\n').map((line) => historyEntrySchema.parse(JSON.parse(line)).outcome)).toEqual(['deferred']);
  const file = join(temporaryFolder(), 'log.csv');
  await outputOf('history', '--export', 'csv', '--output', file, ...where);
  const table = readFileSync(file, 'utf8');
  expect(table).toMatch(/^\ufeffseq,at,stage,.*\r\n1,/);
  expect(table).toMatch(/,deferred,certificate-not-trusted,outbound,/);
});

it('tells people on standard error that no engine runs', async () => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'engine.json'), 'rubbish');
  const { ended } = sealpost('status', '--data-dir', dataDir);
  expect(await ended).toEqual({ code: 1, stderr: expect.stringContaining(dataDir) });
});
