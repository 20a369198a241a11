#!/usr/bin/env node
// In place of fpm, which electron-builder downloads: makes the .deb of the same words with dpkg-deb, uncompressed. It knows
// the options that electron-builder uses and no others, so that a new one is seen.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { ...text, short: 's' },
    target: { ...text, short: 't' },
    depends: { ...text, short: 'd', multiple: true, default: [] },
    force: { type: 'boolean' },
    'deb-recommends': { ...text, multiple: true, default: [] },
    'deb-compression': text,
    'deb-priority': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
  },
});

const root = mkdtempSync(join(tmpdir(), 'sealpost-deb-'));
try {
  for (const mapping of positionals) {
    const at = mapping.lastIndexOf('=');
    const from = mapping.slice(0, at);
    const to = join(root, mapping.slice(at + 1));
    mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
    if (from.endsWith('/')) execFileSync('cp', ['-a', from, to]);
    else execFileSync('cp', ['-p', from, to]);
  }
  const control = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    Depends: values.depends.join(', '),
    Recommends: values['deb-recommends'].join(', '),
    Priority: values['deb-priority'],
    Homepage: values.url,
    Description: values.description,
  };
  mkdirSync(join(root, 'DEBIAN'), { mode: 0o755 });
  const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(root, 'DEBIAN', 'control'), lines.join(''));
  for (const [script, file] of [
    ['postinst', values['after-install']],
    ['postrm', values['after-remove']],
  ]) {
    copyFileSync(file, join(root, 'DEBIAN', script));
    execFileSync('chmod', ['755', join(root, 'DEBIAN', script)]);
  }
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', root, values.package]);
} finally {
  rmSync(root, { recursive: true, force: true });
}
