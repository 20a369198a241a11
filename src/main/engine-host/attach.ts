import { ContractError } from '../../shared/contract/errors.ts';
import { connectToEngine } from '../engine/entry/engineConnection.ts';
import type { EngineConnection } from './types.ts';

/** Connects to the engine that runs on this data folder; null where none answers. */
export async function attachToEngine(dataDir: string): Promise<EngineConnection | null> {
  try {
    const { channel, close } = await connectToEngine(dataDir);
    const exited = new Promise<{ reason: string }>((resolve) => {
      channel.onClose(() => resolve({ reason: 'The service on this data folder is gone.' }));
    });
    return {
      channel,
      attached: true,
      exited,
      async close() {
        close();
      },
    };
  } catch (error) {
    if (error instanceof ContractError) return null;
    throw error;
  }
}
