import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { ApiContext } from './context.ts';

type HistoryHandlers = Pick<CommandHandlers, 'history.query' | 'history.get' | 'history.stats'>;

const defaultLimit = 100;
const dayMs = 24 * 3_600_000;

export function createHistoryHandlers(context: ApiContext): HistoryHandlers {
  const { log, query } = context.history;
  return {
    'history.query': ({ filter, beforeSeq, limit }) => ({
      entries: query.find(filter ?? {}, beforeSeq ?? null, limit ?? defaultLimit),
      latestSeq: log.latestSeq(),
    }),
    'history.get': ({ seq }) => {
      const entry = query.get(seq);
      if (!entry)
        throw new ContractError({ code: 'not-found', field: 'seq', message: 'That log entry is no longer kept.' });
      return { entry };
    },
    'history.stats': ({ from, to }) => {
      const until = to === undefined ? context.clock.now() : Date.parse(to);
      return query.stats(from === undefined ? until - dayMs : Date.parse(from), until);
    },
  };
}
