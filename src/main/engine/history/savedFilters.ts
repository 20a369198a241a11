import { z } from 'zod';
import { logFilterSchema, type SavedFilter } from '../../../shared/contract/logFilter.ts';
import type { Db } from '../storage/database.ts';

/** The admin's named filters of the live log, shared by every window. */
export interface SavedFilterStore {
  /** By name. */
  list(): SavedFilter[];
  /** Inside a transaction of the `Writer`. One that is the default takes that from the others. */
  save(filter: SavedFilter): void;
  /** Inside a transaction of the `Writer`. Returns whether there was one. */
  remove(id: string): boolean;
}

const rowSchema = z.object({ id: z.string(), name: z.string(), filter: z.string(), is_default: z.int() });

export function createSavedFilterStore(db: Db): SavedFilterStore {
  const select = db.prepare('SELECT id, name, filter, is_default FROM saved_filter ORDER BY name COLLATE NOCASE, id');
  const upsert = db.prepare(`
    INSERT INTO saved_filter (id, name, filter, is_default) VALUES (@id, @name, @filter, @isDefault)
    ON CONFLICT DO UPDATE SET name = excluded.name, filter = excluded.filter, is_default = excluded.is_default`);
  const clearDefault = db.prepare('UPDATE saved_filter SET is_default = 0 WHERE id <> ?');
  const remove = db.prepare('DELETE FROM saved_filter WHERE id = ?');

  return {
    list: () => select.all().flatMap(read),
    save({ id, name, filter, isDefault }) {
      upsert.run({ id, name, filter: JSON.stringify(filter), isDefault: Number(isDefault) });
      if (isDefault) clearDefault.run(id);
    },
    remove: (id) => remove.run(id).changes > 0,
  };
}

/** Throws for a row that is none of a filter. */
export function checkSavedFilterRow(raw: unknown): void {
  logFilterSchema.parse(JSON.parse(rowSchema.parse(raw).filter));
}

/** One that a newer version wrote in words unknown here is left out rather than shown as something else. */
function read(raw: unknown): SavedFilter[] {
  const { id, name, filter, is_default: isDefault } = rowSchema.parse(raw);
  const parsed = logFilterSchema.safeParse(JSON.parse(filter));
  return parsed.success ? [{ id, name, filter: parsed.data, isDefault: isDefault === 1 }] : [];
}
