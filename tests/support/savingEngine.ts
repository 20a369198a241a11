import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';
import { startTestEngine } from './testEngine.ts';

/**
 * A process that saves another smart host with its password, and is killed before the n-th call that changes a file of
 * secrets or commits: `savingEngine.ts DATADIR N`. Exits with 0 where it came to the end before.
 */
const [dataDir = '', killAt = '0'] = process.argv.slice(2);

const engine = await startTestEngine({ dataDir });
let calls = 0;
const step = () => {
  calls += 1;
  if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL');
};
for (const name of ['writeSync', 'fsyncSync', 'closeSync', 'renameSync'] as const) {
  const counted = new Proxy(fs[name], {
    apply(target, self, args) {
      step();
      return Reflect.apply(target, self, args);
    },
  });
  Reflect.set(fs, name, counted);
}
syncBuiltinESMExports();

const { prototype } = new Database(':memory:').prepare('SELECT 1').constructor;
const run: unknown = Reflect.get(prototype, 'run');
if (typeof run !== 'function') throw new Error('Statements have no run.');
Reflect.set(prototype, 'run', function (this: { source: string }, ...args: unknown[]) {
  if (this.source === 'COMMIT') step();
  return Reflect.apply(run, this, args);
});

await engine.call('settings.save', {
  smartHost: { host: 'new.example', port: 587, mode: 'strict', username: 'office' },
  smartHostPassword: 'password of new.example',
});
process.exit(0);
