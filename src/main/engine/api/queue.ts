import { ContractError } from '../../../shared/contract/errors.ts';
import type { QueueFilter, QueueSelection, QueueSort } from '../../../shared/contract/queue.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { lookupKey, normalizeDomain } from '../policy/domainName.ts';
import { readHeaders } from '../queue/headers.ts';
import { toQueuedMessage } from '../queue/rows.ts';
import type { ApiContext } from './context.ts';

type QueueHandlers = Pick<
  CommandHandlers,
  | 'queue.list'
  | 'queue.domains'
  | 'queue.depth'
  | 'queue.get'
  | 'queue.retry'
  | 'queue.hold'
  | 'queue.release'
  | 'queue.bounce'
  | 'queue.remove'
  | 'queue.preview'
  | 'queue.cancel'
  | 'queue.undo'
>;

const defaultLimit = 100;
const defaultDomains = 1000;
const newestFirst: QueueSort = { by: 'receivedAt', descending: true };

export function createQueueHandlers(context: ApiContext): QueueHandlers {
  const { store, admin, spool, operations } = context.queue;

  /** The queue is told of each step; mail that a retry or a bounce made due is told of here. */
  const changed = <Result>(result: Result): Result => {
    context.queueChanged();
    context.wakeScheduler();
    return result;
  };

  return {
    'queue.list': ({ filter, sort = newestFirst, cursor, after, limit = defaultLimit }) => {
      if (after !== undefined && (cursor !== undefined || sort.by !== 'receivedAt')) {
        throw invalid('after', 'A page that follows a message is one in the order of receipt. Use the cursor.');
      }
      const from = cursor ?? (after === undefined ? null : admin.cursorAfter(after));
      const page = readPage(() => admin.page({ filter: normalizeFilter(filter), sort, cursor: from, limit }));
      const recipients = admin.recipientsOf(page.messages);
      const messages = page.messages.map((message) => toQueuedMessage(message, recipients.get(message.id) ?? []));
      return { messages, total: page.total, cursor: page.cursor };
    },
    'queue.domains': ({ search = '', sort = 'messages', limit = defaultDomains }) =>
      admin.domains(toName(search), sort, limit),
    'queue.depth': ({ from, to, bucketMinutes }) => ({
      points: context.queue.depth.read({ from: Date.parse(from), to: Date.parse(to), bucketMinutes }),
    }),
    'queue.get': ({ queueId }) => {
      const message = store.getMessageById(queueId);
      if (!message)
        throw new ContractError({
          code: 'not-found',
          field: 'queueId',
          message: 'That message is no longer in the queue.',
        });
      return {
        message: toQueuedMessage(message, store.getRecipients(message.id)),
        headers: readHeaders(store, spool, message),
      };
    },
    'queue.retry': async (selection) => {
      const wanted = normalizeSelection(selection);
      // Before the first of them is tried: whoever asks may have just put the DNS right.
      context.askDnsAnew();
      return changed(await operations.run('retry', wanted));
    },
    'queue.hold': async (selection) => changed(await operations.run('hold', normalizeSelection(selection))),
    'queue.release': async (selection) => changed(await operations.run('release', normalizeSelection(selection))),
    'queue.bounce': async (selection) => changed(await operations.run('bounce', normalizeSelection(selection))),
    'queue.remove': async (selection) => changed(await operations.run('remove', normalizeSelection(selection))),
    'queue.preview': (selection) => {
      const wanted = normalizeSelection(selection);
      return admin.preview(admin.rowidsOf(wanted), 'domain' in wanted ? wanted.domain : null);
    },
    'queue.cancel': ({ operationId }) => ({ cancelled: operations.cancel(operationId) }),
    'queue.undo': async ({ undoId, operationId }) => {
      const result = await operations.undo(undoId, operationId);
      if (result) return changed(result);
      throw new ContractError({
        code: 'not-found',
        field: 'undoId',
        message: 'This can no longer be undone: it was undone already, or the engine was started anew.',
      });
    },
  };
}

function readPage<Page>(read: () => Page): Page {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw invalid('cursor', 'That is no cursor of this list.');
    throw error;
  }
}

function normalizeSelection(selection: QueueSelection): QueueSelection {
  if ('queueIds' in selection) return selection;
  if ('filter' in selection) return { ...selection, filter: normalizeFilter(selection.filter) };
  return { ...selection, domain: wholeDomain(selection.domain, 'domain') };
}

function normalizeFilter(filter: QueueFilter = {}): QueueFilter {
  return {
    ...filter,
    ...(filter.domain === undefined ? {} : { domain: toName(filter.domain) }),
    ...(filter.ofDomain === undefined ? {} : { ofDomain: wholeDomain(filter.ofDomain, 'filter.ofDomain') }),
  };
}

/** Names are stored as A-labels: `münchen.example` is looked for as it is stored. */
function toName(text: string): string {
  const trimmed = text.trim();
  return /^[\x20-\x7e]*$/.test(trimmed) ? trimmed : lookupKey(trimmed);
}

/** What is in the queue may have a name that no rule can be made for, such as one with an underscore. */
function wholeDomain(text: string, field: string): string {
  const domain = normalizeDomain(text) ?? lookupKey(text.trim());
  if (domain === '' || /[\s@]/.test(domain)) throw invalid(field, `"${text}" is not a domain.`);
  return domain;
}

function invalid(field: string, message: string): ContractError {
  return new ContractError({ code: 'invalid-input', field, message });
}
