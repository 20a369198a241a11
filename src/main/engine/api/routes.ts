import { isIP } from 'node:net';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { Route } from '../../../shared/contract/route.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { normalizeDomain } from '../policy/domainName.ts';
import type { ApiContext } from './context.ts';

type RouteHandlers = Pick<CommandHandlers, 'routes.list' | 'routes.save' | 'routes.remove'>;

export function createRouteHandlers(context: ApiContext): RouteHandlers {
  const { routes } = context;
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
      const sameServer = existing?.host === host && existing.port === input.port && existing.mode === input.mode;
      const route: Route = {
        id: existing?.id ?? context.newId(),
        name: input.name,
        domains: [...new Set(domains)],
        host,
        port: input.port,
        priority: input.priority,
        mode: input.mode,
        // What was found at another server says nothing about this one.
        validatedAt: sameServer ? existing.validatedAt : null,
      };
      await context.writer.write(() => {
        routes.store.save(route);
        for (const domain of route.domains) context.queue.admin.makePatternDue(domain, context.clock.now());
        context.writer.afterCommit(() => routes.reload());
      });
      context.wakeScheduler();
      return { route };
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
