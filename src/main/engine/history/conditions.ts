import type { HistoryFilter } from '../../../shared/contract/history.ts';
import { tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import type { Db } from '../storage/database.ts';
import { searchedColumns } from './searchTerms.ts';

/** A condition on a row of `history`, with what it binds. */
export interface Conditions {
  sql: string;
  values: (string | number)[];
}

/** What `conditionsOf` calls in its SQL. */
export function defineConditions(db: Db): void {
  db.function('lower_all', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : null));
}

/** Of mail that comes in the other side is the sender's, and `domain` one of our own. Null of any other mail. */
const senderDomain = `CASE direction WHEN 'inbound' THEN substr(sender, instr(sender, '@') + 1) END`;

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** `domain`, `sender` and `recipient` match a part, as an admin types them. Agrees with `matchesFilter`. */
export function conditionsOf(filter: HistoryFilter): Conditions {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...its: (string | number)[]) => {
    conditions.push(condition);
    values.push(...its);
  };
  const addContaining = (columns: readonly string[], text: string) => {
    const part = text.trim();
    // SQLite's LIKE knows the case of ASCII letters only.
    const ascii = /^[\x20-\x7e]*$/.test(part);
    const value = ascii ? `%${escaped(part)}%` : part.toLowerCase();
    const tests = columns.map((column) =>
      ascii ? `${column} LIKE ? ESCAPE '\\'` : `instr(lower_all(${column}), ?) > 0`,
    );
    add(`(${tests.join(' OR ')})`, ...columns.map(() => value));
  };

  if (filter.queueId !== undefined) add('queue_id = ?', filter.queueId);
  if (filter.direction !== undefined) add('direction = ?', filter.direction);
  if (filter.outcome !== undefined) {
    const outcomes = Array.isArray(filter.outcome) ? filter.outcome : [filter.outcome];
    add(`outcome IN (${outcomes.map(() => '?').join(', ')})`, ...outcomes);
  }
  if (filter.code !== undefined) add('code = ?', filter.code);
  if (filter.onlyTlsFailures) add(`code IN (${tlsFailureCodes.map(() => '?').join(', ')})`, ...tlsFailureCodes);
  if (filter.from !== undefined) add('at >= ?', Date.parse(filter.from));
  if (filter.to !== undefined) add('at <= ?', Date.parse(filter.to));
  if (filter.pattern !== undefined) {
    const isWildcard = filter.pattern.startsWith('*.');
    const own = escaped(isWildcard ? filter.pattern.slice(1) : filter.pattern);
    const below = `%${isWildcard ? '' : '@'}${own}`;
    add(
      `(domain LIKE ? ESCAPE '\\' OR (direction = 'inbound' AND sender LIKE ? ESCAPE '\\'))`,
      isWildcard ? below : own,
      below,
    );
  }
  if (filter.domain) addContaining(['domain', senderDomain], filter.domain);
  if (filter.sender) addContaining(['sender'], filter.sender);
  if (filter.recipient) addContaining(['recipient'], filter.recipient);
  if (filter.text) addContaining(searchedColumns, filter.text);
  return { sql: conditions.length === 0 ? 'true' : conditions.join(' AND '), values };
}
