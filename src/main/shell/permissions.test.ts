import { describe, expect, it } from 'vitest';
import { mayUse } from './permissions.ts';

describe('mayUse', () => {
  it('lets our own page write to the clipboard', () => {
    expect(mayUse('clipboard-sanitized-write', 'app://sealpost/')).toBe(true);
    expect(mayUse('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
  });

  it.each(['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal', 'fileSystem', 'hid', 'usb'])(
    'denies %s',
    (permission) => {
      expect(mayUse(permission, 'app://sealpost/')).toBe(false);
    },
  );
});
