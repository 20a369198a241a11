import { type UtilityProcess, utilityProcess } from 'electron';
import type { Channel } from '../../shared/contract/frames.ts';
import { engineNodeArgs } from '../../shared/engineNodeArgs.ts';
import { fromEngineSchema, type ToEngine } from '../engine/entry/utilityMessages.ts';
import { exitReason } from './exitReason.ts';
import { serveArgs } from './serveArgs.ts';
import { parseStartFailure } from './startFailure.ts';
import type { EngineExit, EngineLaunch, OpenedEngine } from './types.ts';

export interface UtilityEngineOptions extends EngineLaunch {
  /** out/main/engine.js */
  engineFile: string;
}

const readyTimeoutMs = 60_000;

/** Starts the engine in an Electron utility process; frames go over its port. */
export function startUtilityEngine(options: UtilityEngineOptions, signal: AbortSignal): Promise<OpenedEngine> {
  const engine = utilityProcess.fork(options.engineFile, serveArgs(options), {
    serviceName: 'Sealpost engine',
    // V8's options reach a utility process in Chromium's form only.
    execArgv: [`--js-flags=${engineNodeArgs.join(' ')}`],
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const send = (message: ToEngine) => engine.postMessage(message);
  // Waits in the port until the engine reads it.
  send({ kind: 'start', dataKey: options.dataKey?.() ?? null });
  let frameListener: (frame: unknown) => void = () => {};
  const exited = new Promise<EngineExit>((resolve) => {
    engine.once('exit', (code) => resolve({ reason: exitReason(code, null) }));
  });
  const channel: Channel = {
    post: (frame) => send({ kind: 'frame', frame }),
    onFrame(listener) {
      frameListener = listener;
    },
    onClose(listener) {
      exited.then(listener);
    },
  };

  return new Promise((resolve) => {
    const fail = (message: string) => {
      engine.kill();
      resolve({ ok: false, failure: { code: 'unexpected', message } });
    };
    const timer = setTimeout(() => fail('The engine was not ready within a minute.'), readyTimeoutMs);
    const abort = () => fail('Sealpost is quitting.');
    signal.addEventListener('abort', abort, { once: true });
    engine.on('message', (raw) => {
      const message = fromEngineSchema.safeParse(raw).data;
      if (message?.kind === 'frame') frameListener(message.frame);
      if (message?.kind === 'failed') {
        const failure = parseStartFailure(message.error) ?? {
          code: 'unexpected',
          message: 'The engine did not start.',
        };
        send({ kind: 'stop' });
        resolve({ ok: false, failure });
      }
      if (message?.kind === 'ready') {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        const close = (graceMs: number) => stopUtility(engine, () => send({ kind: 'stop' }), exited, graceMs);
        resolve({ ok: true, connection: { channel, attached: false, exited, close } });
      }
    });
    exited.then(({ reason }) => {
      clearTimeout(timer);
      resolve({ ok: false, failure: { code: 'unexpected', message: reason } });
    });
  });
}

async function stopUtility(
  engine: UtilityProcess,
  askToStop: () => void,
  exited: Promise<EngineExit>,
  graceMs: number,
): Promise<void> {
  askToStop();
  const timer = setTimeout(() => engine.kill(), graceMs);
  await exited;
  clearTimeout(timer);
}
