import { useEffect, useState } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { merge, newestFirst } from '../../stores/entryList.ts';

/** What a glance takes in; the live log has the rest. */
const maxShown = 30;

/** The newest log entries about what a pattern covers, live. Null until the first answer. */
export function useRecentEntries(pattern: string): readonly HistoryEntry[] | null {
  const { engine } = useAppStores();
  const [entries, setEntries] = useState<readonly HistoryEntry[] | null>(null);

  useEffect(() => {
    let current = true;
    const filter = { pattern };
    const add = (fresh: readonly HistoryEntry[]) => {
      if (current) setEntries((known) => merge(newestFirst(fresh), known ?? []).slice(0, maxShown));
    };
    const read = (beforeSeq?: number, found = 0) => {
      const limit = maxShown - found;
      engine
        .call('history.query', { filter, limit, mayEndEarly: true, ...(beforeSeq === undefined ? {} : { beforeSeq }) })
        .then(
          ({ entries: page, nextSeq }) => {
            add(page);
            // The engine reads for a moment and then says where to go on: rare mail may be far back.
            const enough = page.length >= limit || nextSeq === null || nextSeq === undefined;
            if (current && !enough) read(nextSeq, found + page.length);
          },
          // It is read again with the next connection; the banner tells that there is none.
          () => {},
        );
    };
    setEntries(null);
    const stopTail = engine.subscribe('history.tail', { filter }, (batch) => {
      if (batch.kind === 'gap') read();
      else add(batch.entries);
    });
    const stopConnected = engine.onConnected(() => read());
    return () => {
      current = false;
      stopTail();
      stopConnected();
    };
  }, [engine, pattern]);

  return entries;
}
