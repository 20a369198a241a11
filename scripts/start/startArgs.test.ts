import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { UsageError } from '../../src/main/engine/entry/optionValues.ts';
import { readStartArgs } from './startArgs.ts';

it('gives each part what it takes', () => {
  const args = ['--data-dir', 'd', '--demo', '--hidden', '--smtp', '127.0.0.1:0', '--web=127.0.0.1:0'];
  expect(readStartArgs(args)).toEqual({
    service: ['--data-dir', 'd', '--demo', '--smtp', '127.0.0.1:0', '--web=127.0.0.1:0'],
    desktop: ['--data-dir', resolve('d'), '--demo', '--hidden'],
    desktopEngine: ['--smtp', '127.0.0.1:0', '--web=127.0.0.1:0'],
    dataDir: resolve('d'),
  });
  expect(readStartArgs(['--data-dir=/x']).desktop).toEqual(['--data-dir', resolve('/x')]);
  expect(readStartArgs([])).toEqual({ service: [], desktop: [], desktopEngine: [], dataDir: null });
});

it('refuses what neither part knows', () => {
  expect(() => readStartArgs(['--dance'])).toThrow(UsageError);
});
