import { z } from 'zod';
import { settingsSchema } from '../../shared/contract/settings.ts';
import { assertNever } from '../../shared/domain/assertNever.ts';
import { believedTimeKey } from './history/believedTime.ts';
import { isHistoryRow } from './history/query.ts';
import { checkSavedFilterRow } from './history/savedFilters.ts';
import { createRuleBook } from './policy/ruleBook.ts';
import { createRouteStore, createRuleStore, readRouteRow, readRuleRow } from './policy/store.ts';
import { isMessageRow, isQueueReadable, isRecipientRow } from './queue/checkRows.ts';
import { parseRetrySchedule } from './queue/retrySchedule.ts';
import { createSettingsStore, readSettingRow, secretsIdKey, secretsIdSchema } from './settings/store.ts';
import type { Db } from './storage/database.ts';
import { hasExpectedSchema } from './storage/expectedSchema.ts';
import { createExpiryMarkStore, expiryMarkKey, expiryWarningSchema } from './storage/expiryMarkStore.ts';
import { createPauseStore, pauseKey, savedPauseSchema } from './storage/pauseStore.ts';
import type { SalvagedRow } from './storage/readDamaged.ts';
import { isUnreadable, type Salvaged, type SalvagedTable } from './storage/salvage.ts';
import { createUserStore, readUserRow } from './users/store.ts';

/**
 * Whether what the engine reads at its start means something. SQLite finds pages that are damaged, but not a text in
 * them: a rule that cannot be read must not keep the engine from starting.
 */
export function isMeaningful(db: Db): boolean {
  return (
    isQuiet(() => {
      if (!hasExpectedSchema(db)) throw new SyntaxError('A table or a column has another name.');
      createRuleBook(createRuleStore(db).list());
      createRuleStore(db).listVerdicts();
      createRouteStore(db).list();
      createUserStore(db);
      createPauseStore(db).get();
      createExpiryMarkStore(db).get();
      const settings = createSettingsStore(db);
      settings.secretsId();
      const schedule = parseRetrySchedule(settings.get().queue.retrySchedule);
      if (!schedule.ok) throw new SyntaxError(schedule.message);
    }) &&
    isQuiet(() => {
      if (!isQueueReadable(db)) throw new SyntaxError('A row of the queue cannot be read.');
    })
  );
}

/** Whether a row of a damaged database is good enough for a new one. */
export function isReadableRow(table: SalvagedTable, row: SalvagedRow): boolean {
  switch (table) {
    case 'setting':
      return isQuiet(() => checkSetting(String(row.key), String(row.value)));
    case 'rule':
      return isQuiet(() => {
        const { pattern, direction } = readRuleRow(row);
        if (pattern !== row.pattern || direction !== row.direction) throw new SyntaxError('The columns disagree.');
      });
    case 'route':
      return isQuiet(() => void readRouteRow(row));
    case 'smtp_user':
      return isQuiet(() => void readUserRow(row));
    case 'saved_filter':
      return isQuiet(() => checkSavedFilterRow(row));
    case 'certificate':
      return typeof row.fields === 'string' && isQuiet(() => JSON.parse(String(row.fields)));
    case 'message':
      return isMessageRow(row);
    case 'recipient':
      return isRecipientRow(row);
    case 'history':
      return isHistoryRow(row);
    default:
      return assertNever(table);
  }
}

function checkSetting(key: string, value: string): void {
  if (key === pauseKey) savedPauseSchema.parse(JSON.parse(value));
  else if (key === secretsIdKey) secretsIdSchema.parse(JSON.parse(value));
  else if (key === expiryMarkKey) expiryWarningSchema.parse(JSON.parse(value));
  else if (key === believedTimeKey) z.int().parse(JSON.parse(value));
  else if (Object.hasOwn(settingsSchema.shape, key)) readSettingRow(key, value);
  else throw new SyntaxError('No setting of ours.');
  if (key !== 'queue') return;
  const { retrySchedule } = settingsSchema.shape.queue.parse(JSON.parse(value));
  const schedule = parseRetrySchedule(retrySchedule);
  if (!schedule.ok) throw new SyntaxError(schedule.message);
}

/** False where `read` throws for what it reads; a bug is thrown on. */
function isQuiet(read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    const isAboutData =
      error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError || isUnreadable(error);
    if (!isAboutData) throw error;
    return false;
  }
}

/** For the log and the notice: how much of what was saved. */
export function describeSalvaged(salvaged: Salvaged): string {
  const counts = [
    count(salvaged.rules, 'rule'),
    count(salvaged.routes, 'route'),
    count(salvaged.settings, 'section of the settings', 'sections of the settings'),
    count(salvaged.users, 'SMTP user'),
    count(salvaged.messages, 'message'),
    count(salvaged.historyEntries, 'log entry', 'log entries'),
  ];
  const parts = [`Saved from it: ${counts.join(', ')}.`];
  if (salvaged.messagesWithoutBody > 0)
    parts.push(`The content of ${count(salvaged.messagesWithoutBody, 'message')} is lost.`);
  if (!salvaged.policyComplete)
    parts.push('Rules, routes or settings may be missing: deliveries are paused until you resume them.');
  return parts.join(' ');
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
