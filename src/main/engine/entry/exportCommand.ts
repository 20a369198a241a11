import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { createEngineClient } from '../../../shared/contract/client.ts';
import type { CommandLine } from './commandLine.ts';
import { connectToEngine } from './engineConnection.ts';
import { exportHistory } from './exportHistory.ts';
import type { Output } from './output.ts';

/** Writes the log to a file that only its owner can read, or to standard output. @throws {ContractError} */
export async function runExport(
  { dataDir, format, filter, output: file }: Extract<CommandLine, { kind: 'export' }>,
  output: Output,
): Promise<number> {
  const connection = await connectToEngine(dataDir);
  try {
    const stream = file === null ? process.stdout : createWriteStream(file, { mode: 0o600 });
    const count = await exportHistory(createEngineClient(connection.channel), { format, filter }, (text) =>
      writeTo(stream, text),
    );
    if (file === null) return 0;
    await new Promise<void>((resolve) => stream.end(resolve));
    output.print(`${count} ${count === 1 ? 'entry' : 'entries'} written to ${file}.`);
    return 0;
  } finally {
    connection.close();
  }
}

/** Resolves once there is room for more: a slow reader holds the export up, not the memory. */
function writeTo(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
