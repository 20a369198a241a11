import { createEngineClient, type EngineClient } from '../../shared/contract/client.ts';
import { ContractError } from '../../shared/contract/errors.ts';
import type { Status } from '../../shared/contract/status.ts';
import { assertNever } from '../../shared/domain/assertNever.ts';
import { shareChannel } from '../engine-host/shareChannel.ts';
import type { EngineHostState } from '../engine-host/supervisor.ts';
import type { EngineReach } from '../ipc/pageLink.ts';
import type { RelayState } from './relayState.ts';

export interface RelayWatchDeps {
  onRelay(state: RelayState): void;
  onReach(reach: EngineReach): void;
  /** The shell's own line to an engine that has just come; null when it is gone. */
  onEngine(client: EngineClient | null): void;
  onStatus(previous: Status | null, next: Status): void;
  onBug(error: unknown): void;
}

export interface RelayWatch {
  state(): RelayState;
  reach(): EngineReach;
  engineHost(state: EngineHostState): void;
  /** The engine of the moment; null where none answers. */
  engine(): EngineClient | null;
  /** Asks the engine, and takes what it said last where it does not answer. */
  waitingMessages(): Promise<number>;
}

/** Turns what the supervisor and the engine say into what the tray, the windows and the quit dialog need. */
export function createRelayWatch(deps: RelayWatchDeps): RelayWatch {
  let state: RelayState = { kind: 'starting' };
  let reach: EngineReach = { kind: 'waiting' };
  let client: EngineClient | null = null;
  let lastStatus: Status | null = null;

  const become = (nextState: RelayState, nextReach: EngineReach) => {
    state = nextState;
    reach = nextReach;
    deps.onRelay(state);
    deps.onReach(reach);
  };

  const takeStatus = (from: EngineClient, status: Status) => {
    if (from !== client || state.kind !== 'running') return;
    const previous = lastStatus;
    lastStatus = status;
    state = { ...state, status };
    deps.onRelay(state);
    deps.onStatus(previous, status);
  };

  const follow = (current: EngineClient) => {
    current.subscribe('status.changed', {}, (status) => takeStatus(current, status));
    current.call('status.get', {}).then(
      (status) => takeStatus(current, status),
      (error: unknown) => {
        if (!(error instanceof ContractError)) deps.onBug(error);
      },
    );
  };

  return {
    state: () => state,
    reach: () => reach,
    engine: () => client,
    engineHost(host) {
      if (client !== null) deps.onEngine(null);
      client = null;
      switch (host.kind) {
        case 'starting':
          // A restart under way is still a restart for whoever watches.
          if (state.kind !== 'restarting') become({ kind: 'starting' }, { kind: 'waiting' });
          break;
        case 'restarting':
          become({ kind: 'restarting', reason: host.reason, startFailed: host.startFailed }, { kind: 'gone' });
          break;
        case 'failed':
          become({ kind: 'failed', message: host.failure.message }, { kind: 'gone' });
          break;
        case 'stopped':
          break;
        case 'running': {
          const openEnd = shareChannel(host.connection.channel);
          client = createEngineClient(openEnd());
          become({ kind: 'running', attached: host.connection.attached, status: null }, { kind: 'running', openEnd });
          follow(client);
          deps.onEngine(client);
          break;
        }
        default:
          assertNever(host);
      }
    },
    async waitingMessages() {
      const fresh = client?.call('status.get', {}).catch(() => null) ?? null;
      const status = await Promise.race([fresh, afterMs(1000)]);
      return (status ?? lastStatus)?.queue.messages ?? 0;
    },
  };
}

function afterMs(delayMs: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), delayMs));
}
