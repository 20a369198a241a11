import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { findWholePage } from '../history/wholePage.ts';
import { lookupKey } from '../policy/domainName.ts';
import type { ApiContext } from './context.ts';

type HistoryHandlers = Pick<
  CommandHandlers,
  | 'history.query'
  | 'history.count'
  | 'history.timeline'
  | 'history.get'
  | 'history.stats'
  | 'history.series'
  | 'history.domainCounts'
>;

const defaultLimit = 100;
const maxTimeline = 1000;
const dayMs = 24 * 3_600_000;

export function createHistoryHandlers(context: ApiContext): HistoryHandlers {
  const { log, query, tally, domainCounts } = context.history;
  return {
    'history.query': async ({ filter = {}, beforeSeq, afterSeq, limit = defaultLimit, mayEndEarly = false }) => ({
      ...(mayEndEarly
        ? query.find(filter, { beforeSeq, afterSeq }, limit)
        : await findWholePage(query, filter, { beforeSeq, afterSeq }, limit)),
      latestSeq: log.latestSeq(),
      oldestSeq: query.oldestSeq(),
    }),
    'history.count': ({ filter }) => query.count(filter ?? {}),
    'history.timeline': ({ queueId }) => query.timeline(queueId, maxTimeline),
    'history.get': ({ seq }) => {
      const entry = query.get(seq);
      if (!entry)
        throw new ContractError({ code: 'not-found', field: 'seq', message: 'That log entry is no longer kept.' });
      return { entry };
    },
    'history.stats': ({ from, to }) => {
      const until = to === undefined ? context.clock.now() : Date.parse(to);
      return tally.stats(from === undefined ? until - dayMs : Date.parse(from), until);
    },
    'history.series': ({ from, to, bucketMinutes, ...about }) =>
      tally.series({ from: Date.parse(from), to: Date.parse(to), bucketMinutes }, patternOf(context, about)),
    'history.domainCounts': () => ({
      domains: [...domainCounts.lastWeek()].map(([domain, count]) => ({ domain, ...count })),
    }),
  };
}

/** Null for all domains. @throws {ContractError} */
function patternOf(
  context: ApiContext,
  {
    domain,
    pattern,
    ruleId,
  }: { domain?: string | undefined; pattern?: string | undefined; ruleId?: string | undefined },
): string | null {
  if (ruleId !== undefined) {
    const rule = context.rules.book.list().find(({ id }) => id === ruleId);
    if (!rule)
      throw new ContractError({ code: 'not-found', field: 'ruleId', message: 'That rule is no longer there.' });
    return rule.pattern;
  }
  if (domain !== undefined) return lookupKey(domain);
  if (pattern === undefined) return null;
  return pattern.startsWith('*.') ? `*.${lookupKey(pattern.slice(2))}` : lookupKey(pattern);
}
