import type { Readable } from 'node:stream';
import { EngineStartError } from '../engine.types.ts';
import { dataKeyOctets, parseDataKey } from '../settings/sealedText.ts';

/** A line that holds a key, and some space for what a shell may put around it. */
const maxOctets = 4 * dataKeyOctets;

/**
 * Reads the first line of `input`: the data key in base64. By this way it stands in no command line and no environment,
 * which others may read. What comes after the line is dropped. @throws {EngineStartError} `settings-invalid`
 */
export function readDataKey(input: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const end = () => {
      input.off('data', take).off('end', end).off('close', end);
      const key = parseDataKey(read.toString('latin1').split('\n', 1)[0]?.trim() ?? '');
      if (key !== null) resolve(key);
      else reject(new EngineStartError('settings-invalid', 'The first line of standard input is no data key.'));
    };
    const take = (chunk: Buffer | string) => {
      read = Buffer.concat([read, Buffer.from(chunk)]);
      if (read.includes('\n') || read.length > maxOctets) end();
    };
    input.on('data', take).once('end', end).once('close', end);
  });
}
