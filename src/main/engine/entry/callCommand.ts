import { text } from 'node:stream/consumers';
import { ContractError } from '../../../shared/contract/errors.ts';
import { type Channel, serverFrameSchema } from '../../../shared/contract/frames.ts';
import { connectToEngine } from './engineConnection.ts';
import type { Output } from './output.ts';

export interface CallOptions {
  dataDir: string;
  name: string;
  /** JSON; "-" reads it from standard input; null is no input. */
  input: string | null;
}

/** `sealpost call`: one command of the contract, its result printed as one JSON document. @throws {ContractError} */
export async function runCall({ dataDir, name, input }: CallOptions, output: Output): Promise<number> {
  const parsed = parseJson(input === '-' ? await text(process.stdin) : input);
  const connection = await connectToEngine(dataDir);
  try {
    output.print(JSON.stringify(await callRaw(connection.channel, name, parsed), null, 2));
    return 0;
  } finally {
    connection.close();
  }
}

/** Sends and returns what is not ours to check: the engine knows its commands, and may be newer than we are. */
function callRaw(channel: Channel, name: string, input: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    channel.onFrame((raw) => {
      const frame = serverFrameSchema.safeParse(raw).data;
      if (frame?.kind === 'result') resolve(frame.output);
      if (frame?.kind === 'refusal') reject(new ContractError(frame.error));
    });
    channel.onClose(() =>
      reject(new ContractError({ code: 'unavailable', message: 'The engine closed the connection.' })),
    );
    channel.post({ kind: 'call', id: 1, name, input });
  });
}

function parseJson(json: string | null): unknown {
  if (json === null) return {};
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractError({ code: 'invalid-input', message: `The input is not JSON: ${reason}` }, { cause: error });
  }
}
