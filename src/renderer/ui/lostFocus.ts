const layers = '[role="menu"], [role="dialog"]';

let lastOutside: HTMLElement | null = null;

/** Remembers which control of the page had the focus before something opened on top of it. Returns how to stop. */
export function followFocus(): () => void {
  const remember = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement && target.closest(layers) === null) lastOutside = target;
  };
  document.addEventListener('focusin', remember);
  return () => document.removeEventListener('focusin', remember);
}

/**
 * To be called when a dialog is gone. It gives the focus back to what had it, but an item of a menu is gone by then,
 * and a button that was busy could not take it: then the control that opened the menu gets it, or else the page.
 */
export function restoreLostFocus(): void {
  setTimeout(() => {
    if (document.activeElement !== document.body) return;
    lastOutside?.focus();
    if (document.activeElement === document.body) document.getElementById('main')?.focus();
  }, 20);
}
