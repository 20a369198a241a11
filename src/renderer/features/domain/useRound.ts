import { useCallback, useEffect, useState } from 'react';
import type { EngineConnection } from '../../client/engineConnection.ts';

/** Subscribes to what may change; returns how to stop. `soon` is for what changes often. */
export type Watch = (engine: EngineConnection, refresh: () => void, soon: () => void) => (() => void)[];

/**
 * A number that rises when what is shown is to be read again: at once with `refresh`, and `afterMs` after the first of the
 * changes that are told of as `soon`. `watch` stays the same function.
 */
export function useRound(engine: EngineConnection, watch: Watch, afterMs: number) {
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound((last) => last + 1), []);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh();
      }, afterMs);
    };
    const stops = [...watch(engine, refresh, soon), engine.onConnected(refresh)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [engine, refresh, watch, afterMs]);

  return { round, refresh };
}
