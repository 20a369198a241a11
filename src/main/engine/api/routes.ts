import { isIP } from 'node:net';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { Route, RouteInput } from '../../../shared/contract/route.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { RouteResult } from '../../../shared/contract/verdict.ts';
import { normalizeDomain } from '../policy/domainName.ts';
import type { ApiContext } from './context.ts';
import { createTurns } from './turns.ts';

type RouteHandlers = Pick<CommandHandlers, 'routes.list' | 'routes.save' | 'routes.remove' | 'routes.validate'>;

export function createRouteHandlers(context: ApiContext): RouteHandlers {
  const { routes } = context;
  const takeTurn = createTurns();

  /** The mode found is the mode enforced, on all of them or on none. A route that was changed meanwhile stays as it is. */
  const enforceFound = async (tested: readonly Route[], results: readonly RouteResult[]) => {
    const validatedAt = new Date(context.clock.now()).toISOString();
    await context.writer.write(() => {
      for (const route of tested) {
        const result = results.find(({ routeId }) => routeId === route.id)?.result;
        const current = routes.list().find(({ id }) => id === route.id);
        if ((result !== 'strict' && result !== 'relaxed') || !current || !isSameServer(current, route)) continue;
        routes.store.save({ ...current, mode: result, validatedAt });
      }
      context.writer.afterCommit(() => routes.reload());
    });
  };

  /** An address says something about the routes of its domain, and about no other. */
  const routesServing = (domain: string): readonly Route[] => {
    if (routes.list().length === 0) {
      throw new ContractError({ code: 'conflict', message: 'There is no internal route to test yet.' });
    }
    const serving = routes.list().filter(({ domains }) => domains.includes(domain));
    if (serving.length > 0) return serving;
    const known = [...new Set(routes.list().flatMap(({ domains }) => domains))].join(', ');
    throw invalid('address', `No route serves ${domain}. Enter an address in one of: ${known}.`);
  };

  const routesNamed = (ids: readonly string[], domain: string): readonly Route[] =>
    ids.map((id, index) => {
      const route = routes.list().find((each) => each.id === id);
      if (!route) throw notFound(`routeIds.${index}`);
      if (route.domains.includes(domain)) return route;
      throw invalid('address', `The route "${route.name}" does not serve ${domain}, but ${route.domains.join(', ')}.`);
    });

  return {
    'routes.list': () => ({ routes: [...routes.list()] }),
    'routes.save': (input) =>
      takeTurn(async () => {
        const existing = routes.list().find(({ id }) => id === input.id) ?? null;
        if (input.id !== undefined && !existing) throw notFound('id');
        const checked = checkRoute(input, existing);
        const stays = existing?.mode === checked.mode && isSameServer(existing, checked);
        const route: Route = {
          ...checked,
          id: existing?.id ?? context.newId(),
          // What was found at another server says nothing about this one.
          validatedAt: stays ? existing.validatedAt : null,
        };
        await context.writer.write(() => {
          routes.store.save(route);
          context.queue.admin.makePatternsDue(route.domains, context.clock.now());
          context.writer.afterCommit(() => routes.reload());
        });
        context.wakeScheduler();
        return { route };
      }),
    'routes.validate': async ({ address, routeIds }) => {
      const domain = domainOfAddress(address);
      const wanted = routeIds === undefined ? routesServing(domain) : routesNamed(routeIds, domain);
      const results = await Promise.all(wanted.map((route) => context.prober.validateRoute(route, address)));
      const pass = results.every(({ result }) => result === 'strict' || result === 'relaxed');
      if (pass) await takeTurn(() => enforceFound(wanted, results));
      return { results, pass };
    },
    'routes.remove': ({ ids }) =>
      takeTurn(async () => {
        const removed = await context.writer.write(() => {
          context.writer.afterCommit(() => routes.reload());
          return ids.filter((id) => routes.store.remove(id)).length;
        });
        if (removed === 0) throw notFound('ids');
        return { count: removed };
      }),
  };
}

function isSameServer(one: Pick<Route, 'host' | 'port'>, other: Pick<Route, 'host' | 'port'>): boolean {
  return one.host === other.host && one.port === other.port;
}

const defaults: Pick<Route, 'port' | 'priority' | 'mode'> = { port: 25, priority: 10, mode: 'opportunistic' };

/** @throws {ContractError} naming the field */
function checkRoute(input: RouteInput, existing: Route | null): Omit<Route, 'id' | 'validatedAt'> {
  const domains = input.domains.map((text, index) => {
    const domain = normalizeDomain(text);
    if (domain === null) throw invalid(`domains.${index}`, `"${text}" is not a domain.`);
    return domain;
  });
  const host = isIP(input.host) === 0 ? normalizeDomain(input.host) : input.host;
  if (host === null) throw invalid('host', `"${input.host}" is not a host name.`);
  const { port, priority, mode } = existing ?? defaults;
  return {
    name: input.name,
    domains: [...new Set(domains)],
    host,
    port: input.port ?? port,
    priority: input.priority ?? priority,
    mode: input.mode ?? mode,
  };
}

function domainOfAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = at > 0 ? normalizeDomain(address.slice(at + 1)) : null;
  if (domain === null) throw invalid('address', 'Enter an internal email address, for example you@your-domain.');
  return domain;
}

function invalid(field: string, message: string): ContractError {
  return new ContractError({ code: 'invalid-input', field, message });
}

function notFound(field: string): ContractError {
  return new ContractError({
    code: 'not-found',
    field,
    message: 'There is no such route. Somebody may have deleted it.',
  });
}
