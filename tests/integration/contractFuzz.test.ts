import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandName, commandNames, commandSchemas } from '../../src/shared/contract/commands.ts';
import { ContractError, refusalCodes } from '../../src/shared/contract/errors.ts';
import { reportFigures } from '../support/figures.ts';
import { createInputGenerator, type InputGenerator, randomJson } from '../support/fuzz/inputGenerator.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { SmtpClient } from '../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

/**
 * The contract, called with what its schemas take, with what they nearly take, and with anything. No call may crash the
 * engine, answer in another shape than it promised, refuse without a code, or change something and then refuse.
 */

const calls = Number(process.env.SEALPOST_FUZZ_CALLS ?? 20_000);
const seed = Number(process.env.SEALPOST_FUZZ_SEED ?? 1);

/** These take network, or a good part of a second of CPU, where their input is good: seldom, then. */
const slow: ReadonlySet<CommandName> = new Set<CommandName>([
  'probe.host',
  'probe.domain',
  'rules.probe',
  'routes.validate',
  'smartHost.test',
  'certificate.generate',
  'certificate.csr',
  'users.save',
]);

let folder: string;
let lab: Lab;
let engine: TestEngine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-fuzz-'));
  lab = await startLab({ dir: folder });
  engine = await startTestEngine({ lab });
  // Something to hold, release and look at.
  await engine.call('delivery.pause', {});
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  await client.readReply();
  await client.command('EHLO fuzz.example');
  for (let i = 0; i < 20; i += 1) {
    for (const line of ['MAIL FROM:<a@office.example>', `RCPT TO:<b${i}@trusted.example>`, 'DATA']) {
      await client.command(line);
    }
    await client.sendData(`Subject: ${i}\r\n\r\nx\r\n`);
  }
  await client.quit();
});

afterAll(async () => {
  await engine.stop();
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

/** All that the admin can change, as text. */
async function configuration(): Promise<string> {
  const parts = await Promise.all([
    engine.call('rules.list', {}),
    engine.call('routes.list', {}),
    engine.call('settings.get', {}),
    engine.call('users.list', {}),
  ]);
  // Verdicts come and go without the admin.
  return JSON.stringify(parts, (key, value: unknown) =>
    key === 'verdict' || key === 'lastUsedAt' ? undefined : value,
  );
}

function without(input: unknown, ...names: string[]): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}

test(`${calls} calls`, { timeout: 600_000 }, async () => {
  const random = seededRandom(seed);
  const { messages } = await engine.call('queue.list', { limit: 1000 });
  let ids: string[] = [];
  const words = () => [
    ...ids,
    // Free, unlike the others after a while.
    ...Array.from({ length: 5 }, () => `free-${Math.floor(random() * 1e9)}.example`),
    ...messages.slice(0, 5).map(({ queueId }) => queueId),
    'example.com',
    '*.example.com',
    'sub.example.org',
    'bücher.example',
    'trusted.example',
    'expired.example',
    'office.example',
    'bob@office.example',
    '127.0.0.1',
    '10.0.0.0/8',
    '127.0.0.1:53',
    '1m, 5m*',
    'A'.repeat(43).concat('='),
    'anna',
    'strict',
  ];
  const generators = new Map<CommandName, InputGenerator>(
    commandNames.map((name) => [name, createInputGenerator(commandSchemas[name].input, random, words)]),
  );
  const counts = { calls: 0, answered: 0, refused: 0, 'answers of another shape': 0, 'changed and refused': 0 };
  const byCommand = new Map<CommandName, number>();
  const wrong: string[] = [];
  let known = await configuration();

  for (let i = 0; counts.calls < calls; i += 1) {
    const name = commandNames[Math.floor(random() * commandNames.length)] ?? 'status.get';
    const generator = generators.get(name);
    const kind = random();
    let input: unknown;
    if (kind < 0.35) input = generator?.valid();
    else if (kind < 0.45) input = generator?.doubled();
    else if (kind < 0.85) input = generator?.nearlyValid();
    else input = randomJson(random);
    // Not where the engine listens and asks: the rest of the run goes through there.
    if (name === 'settings.save') input = without(input, 'listeners', 'dns', 'delivery', 'trust');
    const parsed = commandSchemas[name].input.safeParse(input ?? {});
    if (parsed.success && slow.has(name) && random() < 0.98) continue;
    counts.calls += 1;
    byCommand.set(name, (byCommand.get(name) ?? 0) + 1);
    try {
      const output = await engine.callRaw(name, input);
      counts.answered += 1;
      const shape = commandSchemas[name].output.safeParse(output);
      if (!parsed.success) wrong.push(`${name} took ${JSON.stringify(input)?.slice(0, 300)}`);
      if (!shape.success) {
        counts['answers of another shape'] += 1;
        wrong.push(`${name} answered in another shape: ${shape.error.message.slice(0, 300)}`);
      }
      if (!/\.(list|get|query|find|rows|check|stats|series|preview|export|domain|host|test)$/.test(name)) {
        known = await configuration();
        ids = (await engine.call('rules.list', {})).rules.slice(0, 5).map(({ id }) => id);
      }
    } catch (error) {
      counts.refused += 1;
      if (
        !(error instanceof ContractError) ||
        error.refusal.code === 'internal' ||
        !refusalCodes.includes(error.refusal.code)
      ) {
        wrong.push(
          `${name} broke on ${JSON.stringify(input)?.slice(0, 300)}: ${error instanceof Error ? error.stack : error}`,
        );
      } else if (error.refusal.message === '') wrong.push(`${name} refused without a word`);
      // What a schema refuses reaches no handler.
      if (parsed.success && (await configuration()) !== known) {
        counts['changed and refused'] += 1;
        wrong.push(`${name} changed something and refused: ${JSON.stringify(input)?.slice(0, 300)}`);
        known = await configuration();
      }
    }
    if (wrong.length > 20) break;
    if (i % 1000 === 999) {
      const { rules } = await engine.call('rules.list', {});
      if (rules.length > 50) await engine.call('rules.remove', { ids: rules.slice(50).map(({ id }) => id) });
      known = await configuration();
    }
  }
  reportFigures('contract fuzzed', counts);
  expect(wrong).toEqual([]);
  expect(counts.calls).toBe(calls);
  // Every command had its share, and no kind of answer is missing.
  expect(
    Math.min(...commandNames.filter((name) => !slow.has(name)).map((name) => byCommand.get(name) ?? 0)),
  ).toBeGreaterThan(calls / commandNames.length / 2);
  expect(Math.min(counts.answered, counts.refused)).toBeGreaterThan(calls / 10);
  // It still does what it is for.
  expect((await engine.call('status.get', {})).queue.messages).toBeGreaterThanOrEqual(0);
});
