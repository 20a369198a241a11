export interface RetrySchedule {
  /** The wait after the first failed attempt, after the second, and so on. */
  delaysMs: readonly number[];
  /** The last delay repeats until the message's life ends. Without it, the only try left is the one at that end. */
  repeatLast: boolean;
}

export type ParsedRetrySchedule = ({ ok: true } & RetrySchedule) | { ok: false; message: string };

const delayUnitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const minDelayMs = delayUnitMs.s;
const maxDelayMs = 7 * delayUnitMs.d;
const maxEntries = 50;

/**
 * Reads the form `1m, 5m, 15m, 30m, 1h, 2h, 4h*`: delays in s, m, h or d, between 1 second and 7 days, at most 50. A `*`
 * after the last one makes it repeat.
 */
export function parseRetrySchedule(text: string): ParsedRetrySchedule {
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.length > maxEntries) return refuse(`A retry schedule has at most ${maxEntries} delays.`);
  const delaysMs: number[] = [];
  let repeatLast = false;
  for (const [index, entry] of entries.entries()) {
    if (entry === '') return refuse('A delay is missing. Write delays like 1m, 5m, 1h, 4h*.');
    const parts = /^(\d{1,9})\s*([smhd])\s*(\*?)$/i.exec(entry);
    if (!parts) return refuse(`"${entry.slice(0, 40)}" is not a delay. Write delays like 30s, 5m, 1h or 1d.`);
    const [, digits = '', unit = '', star] = parts;
    const delayMs = Number(digits) * unitOf(unit);
    if (delayMs < minDelayMs || delayMs > maxDelayMs) {
      return refuse(`"${entry}" is out of bounds: a delay is between 1s and 7d.`);
    }
    if (star === '*') {
      if (index !== entries.length - 1) return refuse(`Only the last delay can repeat: "${entry}" is not the last.`);
      repeatLast = true;
    }
    delaysMs.push(delayMs);
  }
  return { ok: true, delaysMs, repeatLast };
}

function unitOf(letter: string): number {
  switch (letter.toLowerCase()) {
    case 's':
      return delayUnitMs.s;
    case 'm':
      return delayUnitMs.m;
    case 'h':
      return delayUnitMs.h;
    default:
      return delayUnitMs.d;
  }
}

function refuse(message: string): ParsedRetrySchedule {
  return { ok: false, message };
}
