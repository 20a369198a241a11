import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { ApiContext } from './context.ts';

type FilterHandlers = Pick<CommandHandlers, 'filters.list' | 'filters.save' | 'filters.remove'>;

/** More than anybody finds their way in. */
const maxFilters = 200;

export function createFilterHandlers({ filters, writer, newId }: ApiContext): FilterHandlers {
  return {
    'filters.list': () => ({ filters: filters.list() }),
    'filters.save': async ({ id, ...input }) => {
      const known = filters.list();
      if (id !== undefined && !known.some((filter) => filter.id === id)) {
        throw new ContractError({ code: 'not-found', field: 'id', message: 'That filter was deleted meanwhile.' });
      }
      const name = input.name.toLowerCase();
      if (known.some((filter) => filter.id !== id && filter.name.toLowerCase() === name)) {
        throw new ContractError({ code: 'duplicate', field: 'name', message: 'Another filter has this name.' });
      }
      if (id === undefined && known.length >= maxFilters) {
        throw new ContractError({
          code: 'invalid-input',
          message: `${maxFilters} filters are kept already: delete one first.`,
        });
      }
      const filter = { ...input, id: id ?? newId() };
      await writer.write(() => filters.save(filter));
      return { filter };
    },
    'filters.remove': async ({ id }) => {
      let removed = false;
      await writer.write(() => {
        removed = filters.remove(id);
      });
      return { count: Number(removed) };
    },
  };
}
