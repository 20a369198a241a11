import { isIP } from 'node:net';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { Route } from '../../../shared/contract/route.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { RouteResult } from '../../../shared/contract/verdict.ts';
import { normalizeDomain } from '../policy/domainName.ts';
import type { ApiContext } from './context.ts';

type RouteHandlers = Pick<CommandHandlers, 'routes.list' | 'routes.save' | 'routes.remove' | 'routes.validate'>;

export function createRouteHandlers(context: ApiContext): RouteHandlers {
  const { routes } = context;

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

  return {
    'routes.list': () => ({ routes: [...routes.list()] }),
    'routes.save': async (input) => {
      const existing = routes.list().find(({ id }) => id === input.id);
      if (input.id !== undefined && !existing) throw notFound('id');
      const domains = input.domains.map((text, index) => {
        const domain = normalizeDomain(text);
        if (domain === null) throw invalid(`domains.${index}`, `"${text}" is not a domain.`);
        return domain;
      });
      const host = isIP(input.host) === 0 ? normalizeDomain(input.host) : input.host;
      if (host === null) throw invalid('host', `"${input.host}" is not a host name.`);
      const unchanged = existing?.mode === input.mode && isSameServer(existing, { host, port: input.port });
      const route: Route = {
        id: existing?.id ?? context.newId(),
        name: input.name,
        domains: [...new Set(domains)],
        host,
        port: input.port,
        priority: input.priority,
        mode: input.mode,
        // What was found at another server says nothing about this one.
        validatedAt: unchanged ? existing.validatedAt : null,
      };
      await context.writer.write(() => {
        routes.store.save(route);
        for (const domain of route.domains) context.queue.admin.makePatternDue(domain, context.clock.now());
        context.writer.afterCommit(() => routes.reload());
      });
      context.wakeScheduler();
      return { route };
    },
    'routes.validate': async ({ address, routeIds }) => {
      const wanted =
        routeIds === undefined
          ? routes.list()
          : routeIds.map((id, index) => {
              const route = routes.list().find((each) => each.id === id);
              if (!route) throw notFound(`routeIds.${index}`);
              return route;
            });
      if (wanted.length === 0) {
        throw new ContractError({ code: 'conflict', message: 'There is no internal route to test yet.' });
      }
      refuseForeignAddress(address, wanted);
      const results = await Promise.all(wanted.map((route) => context.prober.validateRoute(route, address)));
      const pass = results.every(({ result }) => result === 'strict' || result === 'relaxed');
      if (pass) await enforceFound(wanted, results);
      return { results, pass };
    },
    'routes.remove': async ({ ids }) => {
      const removed = await context.writer.write(() => {
        context.writer.afterCommit(() => routes.reload());
        return ids.filter((id) => routes.store.remove(id)).length;
      });
      if (removed === 0) throw notFound('ids');
      return { count: removed };
    },
  };
}

function isSameServer(one: Pick<Route, 'host' | 'port'>, other: Pick<Route, 'host' | 'port'>): boolean {
  return one.host === other.host && one.port === other.port;
}

/** The address must be one that the routes to be tested are there for. */
function refuseForeignAddress(address: string, tested: readonly Route[]): void {
  const at = address.lastIndexOf('@');
  const domain = at > 0 ? normalizeDomain(address.slice(at + 1)) : null;
  if (domain === null) throw invalid('address', 'Enter an internal email address, for example you@your-domain.');
  const foreign = tested.find((route) => !route.domains.includes(domain));
  if (!foreign) return;
  throw invalid(
    'address',
    `${domain} is not a domain of the route "${foreign.name}": it serves ${foreign.domains.join(', ')}.`,
  );
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
