import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

/** What Sealpost exports for Postfix, read by Postfix's own programs. */

const run = promisify(execFile);
const postmap = '/usr/sbin/postmap';
const posttlsFinger = '/usr/sbin/posttls-finger';
const whyNot = [postmap, posttlsFinger].every((path) => existsSync(path)) ? null : 'Postfix is not installed';

let dir: string;
let lab: Lab;
let engine: TestEngine;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sealpost-policy-map-'));
  lab = await startLab({ dir });
  engine = await startTestEngine({ lab });
  writeFileSync(join(dir, 'main.cf'), 'compatibility_level = 3.6\n');
});
afterAll(async () => {
  await engine.stop();
  await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

function peerTest(name: string, body: () => Promise<void>): void {
  it(name, async (context) => {
    if (whyNot !== null) return context.skip(whyNot);
    await body();
  });
}

/** The answer of Postfix to a lookup, null where there is none. */
async function lookUp(table: string, key: string): Promise<string | null> {
  try {
    const { stdout } = await run(postmap, ['-c', dir, '-q', key, table]);
    return stdout.trimEnd();
  } catch {
    return null;
  }
}

/** What Postfix logs of a connection at a level of the table: its attributes are the arguments of `posttls-finger`. */
async function connect(entry: string, double: 'trusted' | 'self-signed' | 'wrong-name'): Promise<string> {
  const [level = '', match = '', protocols = ''] = entry.split(' ');
  const { address, port } = lab.doubles[double];
  const matches = match
    .replace(/^match=/, '')
    .split(level === 'fingerprint' ? '|' : ':')
    .map((name) => (name === 'hostname' ? `mx.${double}.example` : name));
  const { stdout, stderr } = await run(posttlsFinger, [
    ...['-c', '-l', level === 'verify' ? 'secure' : level, '-d', 'sha256', '-L', 'summary'],
    ...['-F', lab.caFile, '-p', protocols.replace(/^protocols=/, '')],
    `[${address}]:${port}`,
    ...matches,
  ]).catch((error: unknown) => ({ stdout: String(error), stderr: '' }));
  return stdout + stderr;
}

peerTest('Postfix finds each domain under the level of its rule, and what a wildcard covers', async () => {
  const { mx } = await engine.call('probe.domain', { domain: 'self-signed.example' });
  const pin = mx[0]?.verdict.certificates[0]?.spkiPin;
  if (pin === undefined) throw new Error('The server showed no certificate.');
  await engine.call('rules.saveMany', {
    rules: [
      { pattern: 'trusted.example', mode: 'strict', note: 'A note\nevil.example none' },
      { pattern: '*.trusted.example', mode: 'relaxed', minVersion: 'TLSv1.3' },
      { pattern: 'named.example', mode: 'strict', mxNames: ['mx.trusted.example', '.other.example'] },
      { pattern: 'self-signed.example', mode: 'pinned', pins: [pin, `${'A'.repeat(43)}=`] },
      { pattern: 'bücher.example', mode: 'watch' },
      { pattern: 'inbound.example', mode: 'strict', direction: 'inbound' },
    ],
  });
  const { text } = await engine.call('rules.export', { format: 'postfix' });
  const file = join(dir, 'tls_policy');
  writeFileSync(file, text);
  const { stderr } = await run(postmap, ['-c', dir, `hash:${file}`]);
  expect(stderr).toBe('');

  for (const table of [`hash:${file}`, `texthash:${file}`]) {
    expect(await lookUp(table, 'trusted.example')).toBe('verify match=hostname protocols=>=TLSv1.2');
    expect(await lookUp(table, '.trusted.example')).toBe('encrypt protocols=>=TLSv1.3');
    expect(await lookUp(table, 'named.example')).toBe(
      'secure match=mx.trusted.example:.other.example protocols=>=TLSv1.2',
    );
    expect(await lookUp(table, 'xn--bcher-kva.example')).toBe('may');
    expect(await lookUp(table, 'inbound.example')).toBeNull();
    expect(await lookUp(table, 'evil.example')).toBeNull();
  }
  const entryOf = async (key: string) => (await lookUp(`hash:${file}`, key)) ?? '';

  // What the table asks for, Postfix does: to the same servers that Sealpost judges.
  expect(await connect(await entryOf('trusted.example'), 'trusted')).toContain('Verified TLS connection');
  expect(await connect(await entryOf('named.example'), 'trusted')).toContain('Verified TLS connection');
  expect(await connect(await entryOf('named.example'), 'wrong-name')).not.toContain('Verified TLS connection');
  expect(await connect(await entryOf('self-signed.example'), 'self-signed')).toContain('Verified TLS connection');
  expect(await connect(await entryOf('self-signed.example'), 'trusted')).not.toContain('Verified TLS connection');
});
