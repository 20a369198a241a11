import type { MessageRow } from './rows.ts';
import type { Spool } from './spool.ts';
import type { QueueStore } from './store.ts';

const maxHeaderBytes = 64 * 1024;

/** A queued message's header block as text, without the empty line; at most 64 KB of it. Never the body. */
export function readHeaders(store: QueueStore, spool: Spool, message: MessageRow): string {
  const head =
    message.body_file === null
      ? (store.readInlineBody(message.id)?.subarray(0, maxHeaderBytes) ?? Buffer.alloc(0))
      : spool.readHead(message.body_file, maxHeaderBytes);
  const text = head.toString('utf8');
  const end = /\r?\n\r?\n/.exec(text);
  return end ? text.slice(0, end.index) : text;
}
