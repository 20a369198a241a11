import { serveContract } from '../../../shared/contract/server.ts';
import { EngineStartError } from '../engine.types.ts';
import { parseDataKey } from '../settings/sealedText.ts';
import { parseCommandLine, type ServeOptions } from './commandLine.ts';
import { runEngine } from './runEngine.ts';
import type { Service } from './service.ts';
import { type FromEngine, toEngineSchema } from './utilityMessages.ts';

/** The engine inside Electron's utility process: the service, with the contract served over the port too. */

const port = process.parentPort;
const send = (message: FromEngine) => port.postMessage(message);

async function main(options: ServeOptions): Promise<number> {
  let stop: () => void = () => {};
  const stopAsked = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let start: (dataKey: Buffer | null) => void = () => {};
  const startAsked = new Promise<Buffer | null>((resolve) => {
    start = resolve;
  });
  let frameListener: (frame: unknown) => void = () => {};
  port.on('message', ({ data }) => {
    const message = toEngineSchema.safeParse(data).data;
    if (message?.kind === 'frame') frameListener(message.frame);
    if (message?.kind === 'start') start(message.dataKey === null ? null : parseDataKey(message.dataKey));
    if (message?.kind === 'stop') stop();
  });
  try {
    const dataKey = await startAsked;
    const onReady = (service: Service) => {
      const channel = {
        post: (frame: unknown) => send({ kind: 'frame', frame }),
        onFrame(listener: (frame: unknown) => void) {
          frameListener = listener;
        },
        onClose(listener: () => void) {
          stopAsked.then(listener);
        },
      };
      serveContract(channel, service.engine.api, (error) => {
        service.logger.error({ err: error }, 'A command failed because of a bug.');
      });
      send({ kind: 'ready' });
    };
    await runEngine(options, stopAsked, onReady, dataKey);
    return 0;
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    send({ kind: 'failed', error: { code: error.code, message: error.message } });
    // Ending now could lose what was just said: the desktop answers it with "stop".
    await stopAsked;
    return 1;
  }
}

const command = parseCommandLine(process.argv.slice(2));
if (command.kind !== 'serve') throw new Error('The desktop starts the engine with the options of "serve".');
// The port keeps the process alive: only an exit ends it.
process.exit(await main(command.options));
