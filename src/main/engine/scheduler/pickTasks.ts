import type { RecipientRow } from '../queue/rows.ts';

export interface TaskRoom {
  /** How many tasks more may run in all. */
  room: number;
  /** How many may run for one domain. */
  perDomain: number;
  activeByDomain: ReadonlyMap<string, number>;
}

/** Groups due recipients into tasks, one for each message and domain, as far as there is room for them. */
export function pickTasks(
  due: readonly RecipientRow[],
  { room, perDomain, activeByDomain }: TaskRoom,
): RecipientRow[][] {
  const planned = new Map(activeByDomain);
  const tasks = new Map<string, RecipientRow[]>();
  for (const recipient of due) {
    const key = `${recipient.message_rowid} ${recipient.direction} ${recipient.domain}`;
    const task = tasks.get(key);
    if (task) {
      task.push(recipient);
      continue;
    }
    const count = planned.get(recipient.domain) ?? 0;
    if (tasks.size >= room || count >= perDomain) continue;
    planned.set(recipient.domain, count + 1);
    tasks.set(key, [recipient]);
  }
  return [...tasks.values()];
}
