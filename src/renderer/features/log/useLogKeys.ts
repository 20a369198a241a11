import { useEffect, useRef } from 'react';

export interface LogKeys {
  onSearch(): void;
  onPause(): void;
  onHelp(): void;
}

const texts = 'input, textarea, select, [contenteditable]';
const controls = `${texts}, button, a, [role="row"], [role="dialog"], [role="menu"], [role="option"], summary`;

/** Keys of the page as a whole, where no control and no window in front of it takes them. */
export function useLogKeys(keys: LogKeys): void {
  const latest = useRef(keys);
  latest.current = keys;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.defaultPrevented || document.querySelector('[role="dialog"]:not([data-log-panel])')) return;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'f') {
        event.preventDefault();
        latest.current.onSearch();
      } else if (isPlain && event.key === '/' && !target.closest(texts)) {
        event.preventDefault();
        latest.current.onSearch();
      } else if (isPlain && event.key === '?' && !target.closest(texts)) {
        event.preventDefault();
        latest.current.onHelp();
      } else if (isPlain && event.key === ' ' && !target.closest(controls)) {
        event.preventDefault();
        latest.current.onPause();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
