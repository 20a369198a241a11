import { createEngineClient, type EngineClient } from '../../../shared/contract/client.ts';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { CommandLine } from './commandLine.ts';
import { connectToEngine } from './engineConnection.ts';
import type { Output } from './output.ts';
import { describeEntry, describePause, describeQueue, describeRules, describeStatus } from './report.ts';

type ShortCommand = Extract<CommandLine, { kind: 'status' | 'domains' | 'queue' | 'history' | 'pause' | 'resume' }>;

const queuePage = 200;
const followPage = 1000;

/** The daily commands, told for a person, or with `--json` as the contract has it. @throws {ContractError} */
export async function runShortCommand(command: ShortCommand, output: Output): Promise<number> {
  const connection = await connectToEngine(command.dataDir);
  try {
    const client = createEngineClient(connection.channel);
    switch (command.kind) {
      case 'status':
        show(await client.call('status.get', {}), describeStatus);
        return 0;
      case 'domains':
        show(await client.call('rules.list', {}), ({ rules }) => describeRules(rules));
        return 0;
      case 'queue':
        show(await client.call('queue.list', { limit: queuePage }), ({ messages, total }) =>
          describeQueue(messages, total),
        );
        return 0;
      case 'history':
        return await showHistory(client, command, output);
      case 'pause': {
        const until = command.forMs === null ? null : new Date(Date.now() + command.forMs).toISOString();
        show(await client.call('delivery.pause', { until }), describePause);
        return 0;
      }
      case 'resume':
        show(await client.call('delivery.resume', {}), describePause);
        return 0;
      default:
        return assertNever(command);
    }
  } finally {
    connection.close();
  }

  function show<Answer>(answer: Answer, describe: (answer: Answer) => string): void {
    output.print(command.json ? JSON.stringify(answer, null, 2) : describe(answer));
  }
}

/** The last entries; with `--follow` then every new one until the engine stops. JSON is one entry a line. */
async function showHistory(
  client: EngineClient,
  { limit, follow, json }: Extract<ShortCommand, { kind: 'history' }>,
  output: Output,
): Promise<number> {
  let shownSeq = 0;
  const showAll = (entries: readonly HistoryEntry[]) => {
    for (const entry of entries) {
      if (entry.seq <= shownSeq) continue;
      shownSeq = entry.seq;
      output.print(json ? JSON.stringify(entry) : describeEntry(entry));
    }
  };
  /** Everything after what was shown: the tail was too fast for us. */
  const catchUp = async () => {
    const missed: HistoryEntry[] = [];
    let beforeSeq: number | undefined;
    for (;;) {
      const page = await client.call('history.query', {
        limit: followPage,
        ...(beforeSeq === undefined ? {} : { beforeSeq }),
      });
      const newer = page.entries.filter((entry) => entry.seq > shownSeq);
      missed.push(...newer);
      const oldest = newer.at(-1);
      if (!oldest || newer.length < followPage) break;
      beforeSeq = oldest.seq;
    }
    showAll(missed.reverse());
  };
  const showLatest = async () => showAll((await client.call('history.query', { limit })).entries.reverse());

  if (!follow) {
    await showLatest();
    return 0;
  }

  return new Promise((_resolve, reject) => {
    let turn: Promise<void> = Promise.resolve();
    const inTurn = (work: () => void | Promise<void>) => {
      turn = turn.then(work);
      turn.catch(reject);
    };
    client.onClose(() => reject(new ContractError({ code: 'unavailable', message: 'The engine stopped.' })));
    // Before the first page is read, so that nothing falls between the two.
    client.subscribe(
      'history.tail',
      {},
      (tail) => inTurn(tail.kind === 'gap' ? catchUp : () => showAll(tail.entries)),
      (refusal) => reject(new ContractError(refusal)),
    );
    inTurn(showLatest);
  });
}
