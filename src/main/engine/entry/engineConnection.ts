import { WebSocket } from 'ws';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { Channel } from '../../../shared/contract/frames.ts';
import { type EngineFile, readEngineFile } from './engineFile.ts';
import { socketChannel } from './web/socketChannel.ts';

export interface EngineConnection {
  channel: Channel;
  close(): void;
}

/** The engine that runs on this data folder. @throws {ContractError} `unavailable` where none does */
function findEngine(dataDir: string): EngineFile {
  const engine = readEngineFile(dataDir);
  if (engine) return engine;
  throw unavailable(`No Sealpost runs with the data folder ${dataDir}. Start one with: sealpost serve`);
}

/** Opens the contract's WebSocket. @throws {ContractError} `unavailable` */
export async function connectToEngine(dataDir: string): Promise<EngineConnection> {
  const engine = findEngine(dataDir);
  const address = new URL('/contract', engine.web);
  address.protocol = 'ws:';
  const socket = new WebSocket(address, {
    headers: { Authorization: `Bearer ${engine.token}` },
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', (error) =>
      reject(unavailable(`The Sealpost at ${engine.web} does not answer: ${error.message}`, error)),
    );
  });
  // A connection that breaks later is told by its close.
  socket.on('error', () => {});
  return { channel: socketChannel(socket), close: () => socket.close() };
}

/** Asks the running engine for a fresh one-time link. @throws {ContractError} `unavailable` */
export async function requestLink(dataDir: string): Promise<string> {
  const engine = findEngine(dataDir);
  const address = new URL('/link', engine.web);
  const headers = { Authorization: `Bearer ${engine.token}` };
  try {
    const response = await fetch(address, { method: 'POST', headers, signal: AbortSignal.timeout(10_000) });
    const body: unknown = await response.json();
    if (response.ok && typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string') {
      return body.url;
    }
    throw unavailable(`The Sealpost at ${engine.web} made no link: it answered ${response.status}.`);
  } catch (error) {
    if (error instanceof ContractError) throw error;
    throw unavailable(`The Sealpost at ${engine.web} does not answer.`, error);
  }
}

function unavailable(message: string, cause?: unknown): ContractError {
  return new ContractError({ code: 'unavailable', message }, { cause });
}
