import type { EngineClient } from '../../shared/contract/client.ts';
import { ContractError } from '../../shared/contract/errors.ts';
import { addFailures, failureOutcomes, type RecentFailure } from './recentFailures.ts';

export interface FailureWatch {
  recent(): readonly RecentFailure[];
  /** Another engine, or none. What was known stays until the next one has answered. */
  follow(client: EngineClient | null): void;
}

export interface FailureWatchDeps {
  onChanged(): void;
  onBug(error: unknown): void;
}

/** So many entries have the last failures of five domains, unless one of them fails all the time. */
const lookBack = 100;

/** Keeps the last failures at hand, for the tray. */
export function createFailureWatch({ onChanged, onBug }: FailureWatchDeps): FailureWatch {
  const filter = { outcome: [...failureOutcomes] };
  let followed: EngineClient | null = null;
  let recent: readonly RecentFailure[] = [];

  const take = (next: readonly RecentFailure[]) => {
    if (JSON.stringify(next) === JSON.stringify(recent)) return;
    recent = next;
    onChanged();
  };

  const readLatest = (client: EngineClient) =>
    client.call('history.query', { filter, limit: lookBack }).then(
      ({ entries }) => {
        if (client === followed) take(addFailures(recent, entries));
      },
      (error: unknown) => {
        if (!(error instanceof ContractError)) onBug(error);
      },
    );

  return {
    recent: () => recent,
    follow(client) {
      followed = client;
      if (client === null) return;
      client.subscribe('history.tail', { filter }, (tail) => {
        if (client !== followed) return;
        if (tail.kind === 'gap') void readLatest(client);
        else take(addFailures(recent, tail.entries));
      });
      void readLatest(client);
    },
  };
}
