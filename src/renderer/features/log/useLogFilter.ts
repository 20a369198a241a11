import { useEffect } from 'react';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { useAppStores, useLog } from '../../stores/appStores.tsx';
import { filterOfParams, filterParams, isFiltered, isSameFilter } from '../../stores/logFilter.ts';
import { go } from '../shell/router.ts';

/** Of this window: a default is where the reader begins, not where every visit of the page does. */
let hasBegun = false;

/**
 * The filter, which the page's address says as well, so that a link and a reload keep it. An address without one leaves
 * the filter as it was; the first one of a window gets the saved filter to begin with.
 */
export function useLogFilter(params: URLSearchParams): [LogFilter, (filter: LogFilter) => void] {
  const { log, savedFilters } = useAppStores();
  const filter = useLog((state) => state.filter);

  const change = (next: LogFilter) => {
    log.getState().setFilter(next);
    writeAddress(next, params.get('entry'));
  };

  useEffect(() => {
    const given = filterOfParams(params);
    const current = log.getState().filter;
    const isFirst = !hasBegun;
    hasBegun = true;
    if (isFiltered(given)) {
      if (!isSameFilter(given, current)) log.getState().setFilter(given);
    } else if (isFiltered(current)) {
      writeAddress(current, params.get('entry'));
    } else if (isFirst) {
      void savedFilters
        .getState()
        .findDefault()
        .then((found) => {
          // Whoever has begun to filter, or has gone on to another page, is left alone.
          if (!found || !isHere() || isFiltered(log.getState().filter)) return;
          log.getState().setFilter(found.filter);
          writeAddress(found.filter, params.get('entry'));
        });
    }
  }, [params, log, savedFilters]);

  return [filter, change];
}

function writeAddress(filter: LogFilter, entry: string | null): void {
  // A field that goes away with the page hands over its text: that must not bring the page back.
  if (!isHere()) return;
  go('log', logParams(filter, entry), 'replace');
}

/** What the address of the page says: the filter, and the entry that is open. */
export function logParams(filter: LogFilter, entry: string | null): Record<string, string> {
  return { ...filterParams(filter), ...(entry === null ? {} : { entry }) };
}

function isHere(): boolean {
  return /^#\/?log(\?|$)/.test(window.location.hash);
}
