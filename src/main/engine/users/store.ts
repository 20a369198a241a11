import { z } from 'zod';
import { sortNaturally } from '../../../shared/domain/naturalOrder.ts';
import type { Db } from '../storage/database.ts';

/** Somebody who may send from outside the allowed networks. */
export interface StoredUser {
  id: string;
  /** As `normalizeUsername` has it. */
  username: string;
  note: string;
  enabled: boolean;
  /** As `hashPassword` writes it. Never leaves the engine. */
  passwordHash: string;
  createdAt: number;
  updatedAt: number;
  lastUsedAt: number | null;
}

/** The SMTP users in memory, over the table. Writes run inside a transaction of the `Writer`. */
export interface UserStore {
  list(): readonly StoredUser[];
  find(username: string): StoredUser | null;
  save(user: StoredUser): void;
  remove(id: string): boolean;
  noteUse(id: string, at: number): void;
  /** After a commit or a rollback: what is in memory is what is in the database. */
  reload(): void;
}

const rowSchema = z.object({
  id: z.string(),
  username: z.string(),
  note: z.string(),
  enabled: z.int(),
  password_hash: z.string(),
  created_at: z.int(),
  updated_at: z.int(),
  last_used_at: z.int().nullable(),
});

export function createUserStore(db: Db): UserStore {
  const select = db.prepare('SELECT * FROM smtp_user ORDER BY username');
  const upsert = db.prepare(`
    INSERT INTO smtp_user (id, username, note, enabled, password_hash, created_at, updated_at, last_used_at)
    VALUES (@id, @username, @note, @enabled, @passwordHash, @createdAt, @updatedAt, @lastUsedAt)
    ON CONFLICT (id) DO UPDATE SET username = excluded.username, note = excluded.note, enabled = excluded.enabled,
      password_hash = excluded.password_hash, updated_at = excluded.updated_at`);
  const remove = db.prepare('DELETE FROM smtp_user WHERE id = ?');
  const markUsed = db.prepare('UPDATE smtp_user SET last_used_at = ? WHERE id = ?');

  const read = (): StoredUser[] => sortNaturally(select.all().map(readUserRow), ({ username }) => username);
  let users = read();

  return {
    list: () => users,
    find: (username) => users.find((user) => user.username === username) ?? null,
    save: (user) => void upsert.run({ ...user, enabled: Number(user.enabled) }),
    remove: (id) => remove.run(id).changes > 0,
    noteUse: (id, at) => void markUsed.run(at, id),
    reload() {
      users = read();
    },
  };
}

/** Throws for a row that is none of a user. */
export function readUserRow(raw: unknown): StoredUser {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    username: row.username,
    note: row.note,
    enabled: row.enabled === 1,
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at,
  };
}

/** Users are found however their name is written (RFC 8265, UsernameCaseMapped). */
export function normalizeUsername(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}
