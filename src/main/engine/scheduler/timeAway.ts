const dayMs = 24 * 3_600_000;
/** Less is what a time service puts right every day. */
const stepMs = 2 * 60_000;

export interface TimeAway {
  /** What the clock was set back by while no engine ran; 0 where it was not. At most 0. */
  setBackMs: number;
  /** How long after the start nothing is given up. */
  graceMs: number;
}

/**
 * What an engine makes of the time since the last sign of life of the one before it (epoch ms; null without one). Nobody can
 * tell a machine that was off for days from one whose clock was set by days: mail whose life ended meanwhile gets another
 * day of tries, in which somebody may notice the clock.
 */
export function judgeTimeAway(lastSignOfLife: number | null, now: number): TimeAway {
  if (lastSignOfLife === null) return { setBackMs: 0, graceMs: 0 };
  const awayMs = now - lastSignOfLife;
  return { setBackMs: awayMs < -stepMs ? awayMs : 0, graceMs: awayMs > dayMs ? dayMs : 0 };
}
