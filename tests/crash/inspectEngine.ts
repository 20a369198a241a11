import { connectToEngine } from '../../src/main/engine/entry/engineConnection.ts';
import { createEngineClient, type EngineClient } from '../../src/shared/contract/client.ts';
import type { HistoryEntry } from '../../src/shared/contract/history.ts';
import type { QueuedMessage } from '../../src/shared/contract/queue.ts';

const page = 1000;

/** Does `work` over the contract's WebSocket, as the command line does. */
export async function withEngine<Result>(
  dataDir: string,
  work: (client: EngineClient) => Promise<Result>,
): Promise<Result> {
  const connection = await connectToEngine(dataDir);
  try {
    return await work(createEngineClient(connection.channel));
  } finally {
    connection.close();
  }
}

/** The whole queue. */
export async function readQueue(client: EngineClient): Promise<QueuedMessage[]> {
  const read: QueuedMessage[] = [];
  for (;;) {
    const after = read.at(-1)?.queueId;
    const { messages } = await client.call('queue.list', { limit: page, ...(after === undefined ? {} : { after }) });
    read.push(...messages);
    if (messages.length < page) return read;
  }
}

/** Every entry with a higher `seq`, oldest first. */
export async function readHistoryAfter(client: EngineClient, seq: number): Promise<HistoryEntry[]> {
  const read: HistoryEntry[] = [];
  for (;;) {
    const beforeSeq = read.at(-1)?.seq;
    const { entries } = await client.call('history.query', {
      limit: page,
      ...(beforeSeq === undefined ? {} : { beforeSeq }),
    });
    const newer = entries.filter((entry) => entry.seq > seq);
    read.push(...newer);
    if (newer.length < page) return read.reverse();
  }
}
