import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** The part of a list that is held. A row's number stays with it; `origin` is the number at the scroll bar's upper end. */
export interface EndlessRows<Item> {
  rows: readonly Item[];
  first: number;
  origin: number;
  /** Rows that the scroll bar's range has. */
  total: number;
  /** New rows come in above, and a reader at the upper end sees them come. */
  growsAtTop: boolean;
  /** All that there is, is held. */
  isWhole: boolean;
}

/** Where to scroll to: a new object for each time. */
export interface ScrollPlace {
  row: number;
  edge: 'top' | 'bottom';
}

interface EndlessScrollOptions {
  list: EndlessRows<unknown>;
  rowHeight: number;
  onSee(first: number, last: number, topPx: number): void;
  onRest(): void;
  scrollTo: ScrollPlace | null;
}

export const headHeight = 34;
/** Rows above and below what is seen. They are moved by some at a time, so that most scrolling renders nothing. */
const overscan = 8;
const step = 4;
const restAfterMs = 180;

interface EndlessScroll {
  scroller: RefObject<HTMLDivElement | null>;
  onScroll(): void;
  /** Numbers of the rows to render. */
  first: number;
  last: number;
  /** Scrolls as little as needed to show a row. */
  reveal(row: number): void;
  /** Rows that fit. */
  pageRows: number;
}

/** Which rows of an endless list are seen; keeps them in their place when the list's range changes around them. */
export function useEndlessScroll({ list, rowHeight, onSee, onRest, scrollTo }: EndlessScrollOptions): EndlessScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(600);
  /** Number of the uppermost row; null at the upper end, wherever that is. */
  const [top, setTop] = useState<number | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const origin = useRef(list.origin);
  const isAtTop = useRef(true);

  const visible = Math.ceil(height / rowHeight);
  const topRow = top === null ? list.origin : top;
  const first = Math.max(list.origin, topRow - overscan);
  const last = Math.min(list.origin + list.total - 1, topRow + visible + overscan + step);

  const look = () => {
    const element = scroller.current;
    if (!element) return;
    const row = list.origin + Math.floor(element.scrollTop / rowHeight);
    isAtTop.current = element.scrollTop < 1;
    const stepped = list.origin + Math.floor((row - list.origin) / step) * step;
    setTop(isAtTop.current ? null : stepped);
    onSee(row, row + visible - 1, element.scrollTop);
    clearTimeout(rest.current);
    rest.current = setTimeout(onRest, restAfterMs);
  };

  useEffect(() => () => clearTimeout(rest.current), []);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setHeight(Math.max(rowHeight, element.clientHeight - headHeight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowHeight]);

  // Before anything is painted: the same rows at the same place of the screen, whatever the range has become.
  useLayoutEffect(() => {
    const element = scroller.current;
    const moved = origin.current - list.origin;
    origin.current = list.origin;
    if (!element || moved === 0 || (isAtTop.current && list.growsAtTop)) return;
    element.scrollTop += moved * rowHeight;
  }, [list.origin, list.growsAtTop, rowHeight]);

  // A wish is followed once, by what the list was at that time.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !scrollTo) return;
    const place = (scrollTo.row - list.origin) * rowHeight;
    element.scrollTop = scrollTo.edge === 'top' ? place : element.scrollHeight;
    look();
  }, [scrollTo]);

  const reveal = (row: number) => {
    const element = scroller.current;
    if (!element) return;
    const above = (row - list.origin) * rowHeight;
    const fit = element.clientHeight - headHeight;
    if (above < element.scrollTop) element.scrollTop = above;
    else if (above + rowHeight > element.scrollTop + fit) element.scrollTop = above + rowHeight - fit;
  };

  return { scroller, onScroll: look, first, last, reveal, pageRows: Math.max(1, Math.floor(height / rowHeight) - 1) };
}
