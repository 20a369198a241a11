import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFakeClock } from '../support/fakeClock.ts';
import { startLab } from '../support/lab/lab.ts';
import { startTestEngine } from '../support/testEngine.ts';

it('gives up after thirty seconds, however a server dawdles, and says nothing about its TLS', async () => {
  // Each line comes in time for its own deadline: only an absolute one ends this.
  let lines = 0;
  const sockets = new Set<Socket>();
  const dripping = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    socket.write('220 mx.dripping.example ESMTP\r\n');
    socket.on('data', () => drip(socket));
  });
  const drip = (socket: Socket) => {
    lines += 1;
    if (!socket.destroyed) socket.write(`250-LINE${lines}\r\n`);
  };
  await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
  const address = dripping.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');

  const dir = mkdtempSync(join(tmpdir(), 'sealpost-deadline-'));
  const lab = await startLab({ dir });
  const clock = createFakeClock();
  const engine = await startTestEngine({ lab, clock });
  const asked = engine.call('probe.host', { host: '127.0.0.1', port: address.port });
  await expect.poll(() => lines).toBeGreaterThan(0);
  for (let second = 1; second < 30; second++) {
    for (const socket of sockets) drip(socket);
    await clock.advance(1000);
  }
  expect(sockets.size).toBe(1);
  await clock.advance(1000);
  const { verdict } = await asked;
  expect(verdict).toMatchObject({ code: 'connection-timeout', unknown: true });
  await expect.poll(() => sockets.size).toBe(0);
  await engine.stop();
  await lab.close();
  dripping.close();
  await rm(dir, { recursive: true, force: true });
});
