import type { Verdict } from '../../../shared/contract/verdict.ts';
import type { Clock } from '../runtime.ts';

/** A host is not asked again within this time. What is unknown is: it may be known by now. */
const lifeMs = 10 * 60_000;
const unknownLifeMs = 30_000;
/** A verdict with its certificates is some 20 KB: the list of probed hosts may be long, the memory must not be. */
const maxVerdicts = 500;

export interface VerdictCache {
  get(key: string): Verdict | null;
  put(key: string, verdict: Verdict): void;
}

export function createVerdictCache(clock: Clock): VerdictCache {
  const cached = new Map<string, { verdict: Verdict; until: number }>();
  return {
    get(key) {
      const found = cached.get(key);
      if (!found) return null;
      if (found.until > clock.now()) return found.verdict;
      cached.delete(key);
      return null;
    },
    put(key, verdict) {
      cached.delete(key);
      cached.set(key, { verdict, until: clock.now() + (verdict.unknown ? unknownLifeMs : lifeMs) });
      for (const oldest of cached.keys()) {
        if (cached.size <= maxVerdicts) break;
        cached.delete(oldest);
      }
    },
  };
}
