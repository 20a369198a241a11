import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { connectToEngine } from '../../../../src/main/engine/entry/engineConnection.ts';
import { createOpenEngine } from '../../../../src/main/engine-host/openEngine.ts';
import type { EngineConnection } from '../../../../src/main/engine-host/types.ts';
import { createEngineClient } from '../../../../src/shared/contract/client.ts';
import { ContractError } from '../../../../src/shared/contract/errors.ts';

/** The part of the desktop that starts an engine in a utility process, and a few things done to it. Prints what it saw. */

const [dataDir = '', engineFile = ''] = process.argv.slice(-2);

function open(
  extraArgs: readonly string[] = [],
  signal = new AbortController().signal,
  dataKey: () => string | null = () => null,
) {
  const paths = { appPath: app.getAppPath(), dataDir, engineFile, cliFile: '' };
  const launch = { ...paths, demo: false, extraArgs, dataKey };
  return createOpenEngine({ ...launch, env: {}, napi: '10', onOutput: console.error })(signal);
}

async function opened(dataKey?: () => string | null): Promise<EngineConnection> {
  const result = await open([], undefined, dataKey);
  if (!result.ok) throw new Error(result.failure.message);
  return result.connection;
}

async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof ContractError) return error.refusal.code;
    throw error;
  }
}

async function crash() {
  const connection = await opened();
  const client = createEngineClient(connection.channel);
  const status = await client.call('status.get', {});
  const viaSocket = await connectToEngine(dataDir);
  const statusViaSocket = await createEngineClient(viaSocket.channel).call('status.get', {});
  viaSocket.close();
  const refusal = await refusalOf(client.call('rules.list', {}));
  const lost = refusalOf(client.call('queue.retry', { domain: 'any.example' }));
  return {
    sameEngine: status.dataDir === dataDir && statusViaSocket.dataDir === dataDir,
    refusal,
    exit: (await connection.exited).reason,
    lostCall: await lost,
  };
}

async function stop() {
  const connection = await opened();
  await connection.close(5000);
  return { exit: (await connection.exited).reason, stopped: existsSync(join(dataDir, 'stopped')) };
}

/** The stand-in's host name is the key that it was given. */
async function keys() {
  const given: string[] = [];
  for (const key of [Buffer.alloc(32, 7).toString('base64'), null]) {
    const connection = await opened(() => key);
    given.push((await createEngineClient(connection.channel).call('status.get', {})).hostname);
    await connection.close(5000);
  }
  return given;
}

async function quitWhileStarting() {
  const abort = new AbortController();
  const opening = open([], abort.signal);
  abort.abort();
  return opening;
}

void app.whenReady().then(async () => {
  const seen = {
    crash: await crash(),
    stop: await stop(),
    keys: await keys(),
    failure: await open(['--delivery-port', '1']),
    quitWhileStarting: await quitWhileStarting(),
  };
  process.stdout.write(`${JSON.stringify(seen)}\n`);
  app.exit(0);
});
