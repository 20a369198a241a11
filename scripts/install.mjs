// Brings node_modules to what package-lock.json says, with Node 24 in it. Runs under any Node from 20 on, without
// dependencies: it is what installs them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';

/** The Node 24 that runs everything else. */
export const nodeBinary = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** Installs what is missing; says so on standard error, since standard output belongs to whoever called. */
export function ensureInstalled() {
  if (!isUpToDate()) {
    say('Installing what Sealpost needs (a minute or two, once) …');
    npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], root);
  }
  if (!hasNode24()) {
    say('Installing Node 24 for it …');
    // No package may run a script at install time (.npmrc), so the one that is needed is run here.
    run(process.execPath, ['installArchSpecificPackage.js'], join(root, 'node_modules', 'node'));
    if (!hasNode24()) fail(`Node 24 was installed, but ${nodeBinary} does not run.`);
  }
}

/** npm writes down what it installed when it is done: an install that broke off does not count. */
function isUpToDate() {
  const wanted = readJson(join(root, 'package-lock.json'));
  const present = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (!present) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = present.packages[path];
    // What is made for other platforms is rightly missing.
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true;
  });
}

function hasNode24() {
  const { version } = readJson(join(root, 'node_modules', 'node', 'package.json')) ?? {};
  if (!version || !existsSync(nodeBinary)) return false;
  return spawnSync(nodeBinary, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`;
}

function npm(args, cwd) {
  // npm says where it is to what it starts; else it is found by its name.
  const own = process.env.npm_execpath;
  if (own?.endsWith('.js') && existsSync(own)) run(process.execPath, [own, ...args], cwd);
  else run(windows ? 'npm.cmd' : 'npm', args, cwd, { shell: windows });
}

function run(command, args, cwd, options = {}) {
  const env = { ...process.env, npm_config_ignore_scripts: args[0] === 'ci' ? 'true' : 'false' };
  // Development dependencies build and run it all, whatever NODE_ENV or `npm --omit` was around us.
  delete env.NODE_ENV;
  delete env.npm_config_omit;
  const { status, error, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (status === 0) return;
  if (stderr) process.stderr.write(stderr);
  fail(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ` with exit code ${status}`}.`);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
