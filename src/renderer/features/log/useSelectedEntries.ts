import { useMemo, useState } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { counted } from '../../ui/quantity.ts';
import type { RowSelection } from '../../ui/rowSelection.ts';
import { entriesJson, entriesText } from './export/entryFormats.ts';

/** The selected entries themselves: they can be copied also when the list has long let them go. */
export function useSelectedEntries() {
  const { log } = useAppStores();
  const [byKey, setByKey] = useState<ReadonlyMap<string, HistoryEntry>>(new Map());

  const selection = useMemo<RowSelection>(
    () => ({
      selected: new Set(byKey.keys()),
      change(keys) {
        const held = new Map(log.getState().window.rows.map((entry) => [String(entry.seq), entry]));
        const next = new Map<string, HistoryEntry>();
        for (const key of keys) {
          const entry = byKey.get(key) ?? held.get(key);
          if (entry) next.set(key, entry);
        }
        setByKey(next);
      },
    }),
    [byKey, log],
  );

  const copy = (form: 'text' | 'json', entries: readonly HistoryEntry[]) => {
    const text = form === 'text' ? entriesText(entries) : entriesJson(entries);
    navigator.clipboard.writeText(text).then(
      () => tellDone(`${counted(entries.length, 'entry', 'entries')} copied.`),
      (error: unknown) => tellFailed('That was not copied', error),
    );
  };

  return { selection, selected: useMemo(() => [...byKey.values()], [byKey]), copy };
}
