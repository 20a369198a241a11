import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFakeClock } from '../support/fakeClock.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { startTestEngine } from '../support/testEngine.ts';

const dayMs = 24 * 3_600_000;

let dir: string;
let lab: Lab;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sealpost-ending-'));
  lab = await startLab({ dir });
});
afterAll(async () => {
  await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

it('tells of certificates that end within two weeks, of enabled rules only', async () => {
  const clock = createFakeClock();
  const soon = new Date(clock.now() + 13 * dayMs);
  lab.doubles.trusted.behaviour.tls = await lab.ca.issue({ names: ['mx.trusted.example'], notAfter: soon });
  const engine = await startTestEngine({ lab, clock });
  try {
    const { rule } = await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
    await engine.call('rules.save', { pattern: 'second-mx.example', mode: 'strict' });
    await expect
      .poll(async () => (await engine.call('status.get', {})).endingCertificates, { timeout: 10_000 })
      .toEqual([{ pattern: 'trusted.example', notAfter: expect.stringContaining(soon.toISOString().slice(0, 16)) }]);
    await engine.call('rules.save', { id: rule.id, pattern: 'trusted.example', mode: 'strict', enabled: false });
    expect((await engine.call('status.get', {})).endingCertificates).toEqual([]);
  } finally {
    await engine.stop();
  }
});
