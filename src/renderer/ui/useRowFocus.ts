import { useCallback, useRef, useState } from 'react';

/** The row that has the focus, by key and not by index: rows that come in on top do not move the focus. */
export interface RowFocus {
  activeKey: string | null;
  /** The focus is there already. */
  setActiveKey(key: string): void;
  /** The focus goes to this row as soon as it is rendered. */
  moveTo(key: string): void;
  /** Of each row that is rendered. */
  takeFocus(key: string, element: HTMLElement | null): void;
}

export function useRowFocus(): RowFocus {
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const takeFocus = useCallback((key: string, element: HTMLElement | null) => {
    if (!element || wanted.current !== key) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
  }, []);
  return {
    activeKey,
    setActiveKey,
    moveTo(key) {
      wanted.current = key;
      setActiveKey(key);
    },
    takeFocus,
  };
}
