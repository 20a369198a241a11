import { useEffect, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores, useLog } from '../../stores/appStores.tsx';
import { toHistoryFilter } from '../../stores/logFilter.ts';
import { readHistory } from '../../stores/readHistory.ts';

interface FoundEntry {
  entry: HistoryEntry | null;
  refusal: Refusal | null;
}

/** The entry from the list, or from the engine where the list does not hold it. Kept while the drawer closes. */
export function useEntry(seq: number | null): FoundEntry {
  const { engine } = useAppStores();
  const listed = useLog((state) => (seq === null ? undefined : state.window.rows.find((entry) => entry.seq === seq)));
  const [found, setFound] = useState<FoundEntry>({ entry: null, refusal: null });

  useEffect(() => {
    if (seq === null) return;
    if (listed) {
      setFound({ entry: listed, refusal: null });
      return;
    }
    let current = true;
    engine.call('history.get', { seq }).then(
      ({ entry }) => current && setFound({ entry, refusal: null }),
      (error: unknown) =>
        current &&
        setFound((before) => (before.entry?.seq === seq ? before : { entry: null, refusal: refusalOfError(error) })),
    );
    return () => {
      current = false;
    };
  }, [seq, listed, engine]);
  return found;
}

/** Finds the entry above (`newer`) or below one, of those that pass the filter; null at the ends of the list. */
export function useNeighbour(): (seq: number, side: 'newer' | 'older') => Promise<number | null> {
  const { engine, log } = useAppStores();
  return async (seq, side) => {
    const { window, filter } = log.getState();
    const index = window.rows.findIndex((entry) => entry.seq === seq);
    const listed = index < 0 ? undefined : window.rows[side === 'newer' ? index - 1 : index + 1];
    if (listed) return listed.seq;
    const part = await readHistory(engine, {
      filter: toHistoryFilter(filter, Date.now()),
      limit: 1,
      atLeast: 1,
      isWanted: () => true,
      ...(side === 'newer' ? { afterSeq: seq } : { beforeSeq: seq }),
    });
    return part?.entries[0]?.seq ?? null;
  };
}
