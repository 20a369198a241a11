import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CreateEngine, EngineStartError } from '../../../../src/main/engine/engine.types.ts';
import { statusWith } from '../../../../src/main/shell/status.fixture.ts';
import { fakeApi } from '../../../support/fakeEngine.ts';

/** Stands in for src/main/engine/engine.ts: an engine without its database, which not every Electron can load. */
export const createEngine: CreateEngine = async ({ dataDir, overrides, dataKey }) => {
  if (overrides.deliveryPort === 1) throw new EngineStartError('database-too-new', 'It comes from a newer version.');
  return {
    api: fakeApi({
      'status.get': () => statusWith({ dataDir, hostname: dataKey?.toString('base64') ?? 'no key' }),
      // A crash that the test can ask for.
      'queue.retry': () => process.exit(3),
    }),
    smtpAddresses: () => [],
    async stop() {
      writeFileSync(join(dataDir, 'stopped'), '');
    },
  };
};
