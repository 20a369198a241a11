import { useCallback, useEffect, useRef, useState } from 'react';
import { useAppStores } from '../../stores/appStores.tsx';
import type { LineTest } from './reviewLines.ts';

export interface Preflight {
  tests: ReadonlyMap<string, LineTest>;
  /** Null before the first test. */
  progress: { done: number; total: number } | null;
  running: boolean;
  start(domains: readonly string[]): void;
  cancel(): void;
}

/** Asks the servers of many domains. What was found stays when it is cancelled. */
export function usePreflight(): Preflight {
  const { engine } = useAppStores();
  const [tests, setTests] = useState<ReadonlyMap<string, LineTest>>(new Map());
  const [progress, setProgress] = useState<Preflight['progress']>(null);
  const [running, setRunning] = useState(false);
  const stop = useRef<(() => void) | null>(null);

  const cancel = useCallback(() => {
    stop.current?.();
    stop.current = null;
    setRunning(false);
  }, []);

  const start = useCallback(
    (domains: readonly string[]) => {
      cancel();
      if (domains.length === 0) return;
      setProgress({ done: 0, total: domains.length });
      setRunning(true);
      stop.current = engine.subscribe('probe.run', { domains: [...domains] }, ({ done, total, verdicts, finished }) => {
        setTests((known) => {
          const next = new Map(known);
          for (const { domain, strictestMode, code, unknown } of verdicts)
            next.set(domain, { strictestMode, code, unknown });
          return next;
        });
        setProgress({ done, total });
        if (finished) cancel();
      });
    },
    [engine, cancel],
  );

  useEffect(() => cancel, [cancel]);
  return { tests, progress, running, start, cancel };
}
