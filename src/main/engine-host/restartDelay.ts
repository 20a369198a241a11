const firstDelayMs = 1000;
const longestDelayMs = 30_000;

/** How long to wait before the engine is started again after `failures` exits in a row: 1, 2, 4, … 30 s. */
export function nextRestartDelayMs(failures: number): number {
  if (failures < 1) return 0;
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 16));
}
