import { describe, expect, it } from 'vitest';
import { parseExtraArgs, serveArgs } from './serveArgs.ts';

describe('parseExtraArgs', () => {
  it('reads a JSON array and takes none for nothing', () => {
    expect(parseExtraArgs(undefined)).toEqual([]);
    expect(parseExtraArgs('["--dns","127.0.0.1:5353"]')).toEqual(['--dns', '127.0.0.1:5353']);
  });

  it.each(['--dns x', '{"a":1}', '[1]'])('says what is wrong with %s', (text) => {
    expect(() => parseExtraArgs(text)).toThrow('SEALPOST_ENGINE_ARGS');
  });
});

describe('serveArgs', () => {
  it('lets the given options come last, so that they win', () => {
    const args = serveArgs({ dataDir: '/data', demo: true, extraArgs: ['--web', '127.0.0.1:8025'] });
    expect(args).toEqual(['serve', '--data-dir', '/data', '--web', '127.0.0.1:0', '--demo', '--web', '127.0.0.1:8025']);
  });
});
