import type { Random } from '../runtime.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A short name for one message, unique on this machine and sortable by time: nine characters of the time in
 * milliseconds and five random ones, in Crockford's Base32.
 */
export function newQueueId(nowMs: number, random: Random): string {
  let time = nowMs;
  let id = '';
  for (let i = 0; i < 9; i++) {
    id = alphabet.charAt(time % 32) + id;
    time = Math.floor(time / 32);
  }
  for (let i = 0; i < 5; i++) id += alphabet.charAt(Math.floor(random() * 32));
  return id;
}
