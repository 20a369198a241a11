import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type LevelWithSilent } from 'pino';
import type { Logger } from '../runtime.ts';

const levels: readonly LevelWithSilent[] = ['silent', 'error', 'warn', 'info', 'debug', 'trace'];
const maxLogBytes = 10 * 1024 * 1024;
/** What waits for a disk that takes nothing; lines beyond it are dropped. */
const maxWaitingBytes = 1024 * 1024;
const rotationCheckMs = 10 * 60_000;

export interface FileLogger {
  logger: Logger;
  /** Writes out what is buffered. */
  close(): void;
}

/**
 * Logs to `DIR/engine.log`, readable by its owner only; one old file is kept at 10 MB. `SEALPOST_LOG` sets the level.
 * Fields whose names say that they hold a secret are blotted out, should one ever get here.
 */
export function openFileLogger(dataDir: string, env: NodeJS.ProcessEnv = process.env): FileLogger {
  const file = join(dataDir, 'engine.log');
  rotate(file);
  closeSync(openSync(file, 'a', 0o600));
  const destination = pino.destination({
    dest: file,
    append: true,
    mode: 0o600,
    sync: true,
    maxLength: maxWaitingBytes,
  });
  // A full disk must not end the relay. What could not be written is tried again with the next line.
  destination.on('error', () => {});
  const rotation = setInterval(() => {
    if (rotate(file)) destination.reopen(file);
  }, rotationCheckMs);
  rotation.unref();
  const logger = pino(
    {
      level: levels.find((level) => level === env.SEALPOST_LOG) ?? 'info',
      // Without it pino writes an Error under any name but `err` as an empty object.
      serializers: { error: pino.stdSerializers.err },
      redact: [
        'password',
        'token',
        'key',
        '*.password',
        '*.token',
        '*.key',
        'smartHostPassword',
        '*.smartHostPassword',
      ],
    },
    destination,
  );
  let closed = false;
  return {
    logger,
    close() {
      clearInterval(rotation);
      if (!closed) destination.end();
      closed = true;
    },
  };
}

function rotate(file: string): boolean {
  try {
    if (statSync(file).size < maxLogBytes) return false;
    renameSync(file, `${file}.1`);
    return true;
  } catch {
    return false;
  }
}
