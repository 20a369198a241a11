import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { keepRequest, readRequest } from './signingRequest.ts';

it('keeps a request and its key for the owner only, the second as the first', async () => {
  const dir = temporaryFolder();
  for (const key of ['a key', 'another key']) {
    const request = { csr: 'a request', names: ['mail.example'], createdAt: '2026-11-22T10:00:00.000Z', key };
    await keepRequest(dir, request);
    expect(await readRequest(dir)).toEqual(request);
    expect(statSync(join(dir, 'identity-request.json')).mode & 0o777).toBe(0o600);
  }
});
