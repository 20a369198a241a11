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
    const value = ascii ? `%${part.replaceAll(/[\\%_]/g, '\\$&')}%` : part.toLowerCase();
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
  if (filter.pattern?.startsWith('*.')) {
    add("domain LIKE ? ESCAPE '\\'", `%${filter.pattern.slice(1).replaceAll(/[\\%_]/g, '\\$&')}`);
  } else if (filter.pattern !== undefined) add('domain = ?', filter.pattern);
  if (filter.domain) addContaining(['domain'], filter.domain);
  if (filter.sender) addContaining(['sender'], filter.sender);
  if (filter.recipient) addContaining(['recipient'], filter.recipient);
  if (filter.text) addContaining(searchedColumns, filter.text);
  return { sql: conditions.length === 0 ? 'true' : conditions.join(' AND '), values };
}
