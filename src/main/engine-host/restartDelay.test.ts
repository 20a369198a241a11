import { describe, expect, it } from 'vitest';
import { nextRestartDelayMs } from './restartDelay.ts';

describe('nextRestartDelayMs', () => {
  it('doubles from one second up to half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(nextRestartDelayMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('does not wait before anything failed', () => {
    expect(nextRestartDelayMs(0)).toBe(0);
  });

  it('stays at half a minute however often it failed', () => {
    expect(nextRestartDelayMs(10_000)).toBe(30_000);
  });
});
