import { describe, expect, it } from 'vitest';
import { needsAdmin, parseStartFailure } from './startFailure.ts';

describe('parseStartFailure', () => {
  it('reads what an engine says', () => {
    const failure = { code: 'database-too-new', message: 'Made by a newer version.' };
    expect(parseStartFailure(failure)).toEqual(failure);
  });

  it('keeps the message of a code that this version does not know', () => {
    expect(parseStartFailure({ code: 'moon-phase', message: 'Wait.' })).toEqual({
      code: 'unexpected',
      message: 'Wait.',
    });
  });

  it('is null for anything else', () => {
    expect(parseStartFailure('broken')).toBeNull();
    expect(parseStartFailure({ code: 'port-in-use' })).toBeNull();
  });
});

describe('needsAdmin', () => {
  it('is true where a restart cannot help', () => {
    const codes = ['data-dir-not-writable', 'database-too-new', 'already-running', 'settings-invalid'] as const;
    expect(codes.map((code) => needsAdmin({ code, message: '' }))).toEqual([true, true, true, true]);
    expect(needsAdmin({ code: 'unexpected', message: '' })).toBe(false);
    expect(needsAdmin({ code: 'port-in-use', message: '' })).toBe(false);
  });
});
