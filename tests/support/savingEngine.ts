import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { startTestEngine } from './testEngine.ts';

/**
 * A process that saves another smart host with its password, and is killed before the n-th call that changes a file of
 * secrets: `savingEngine.ts DATADIR N`. Exits with 0 where it came to the end before.
 */
const [dataDir = '', killAt = '0'] = process.argv.slice(2);

const engine = await startTestEngine({ dataDir });
let calls = 0;
for (const name of ['writeSync', 'fsyncSync', 'closeSync', 'renameSync'] as const) {
  const counted = new Proxy(fs[name], {
    apply(target, self, args) {
      calls += 1;
      if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL');
      return Reflect.apply(target, self, args);
    },
  });
  Reflect.set(fs, name, counted);
}
syncBuiltinESMExports();

await engine.call('settings.save', {
  smartHost: { host: 'new.example', port: 587, mode: 'strict', username: 'office' },
  smartHostPassword: 'password of new.example',
});
process.exit(0);
