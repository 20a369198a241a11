const layers = '[role="menu"], [role="dialog"]';
const controls =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

let lastOutside: HTMLElement | null = null;

/**
 * Remembers which control of the page had the focus before something opened on top of it, and keeps the focus from being
 * lost with a control: one that is busy gets it back afterwards, and in a dialog whose next step takes the place of the
 * first, the step gets it. Returns how to stop.
 */
export function followFocus(): () => void {
  let last: HTMLElement | null = null;
  let frame = 0;
  // The browser takes the focus off a disabled control only when it draws the next frame.
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => setTimeout(keepFocus));
  });

  const keepFocus = () => {
    if (!last) return;
    const dialog = [...document.querySelectorAll<HTMLElement>('[role="dialog"]')].at(-1);
    const { activeElement } = document;
    if (activeElement !== document.body && activeElement !== dialog) return;
    if (dialog && last.isConnected && !dialog.contains(last)) return;
    if (last.isConnected && !last.matches(':disabled')) last.focus({ preventScroll: true });
    else if (!dialog) return;
    else if (last.isConnected) dialog.focus({ preventScroll: true });
    else (firstOf(dialog) ?? dialog).focus();
  };

  const follow = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    if (target.closest(layers) === null) lastOutside = target;
    const dialog = target.closest('[role="dialog"]');
    if (target === dialog) return;
    last = target;
    observer.disconnect();
    observer.observe(target, { attributes: true, attributeFilter: ['disabled'] });
    if (dialog) observer.observe(dialog, { childList: true, subtree: true });
  };
  document.addEventListener('focusin', follow);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    document.removeEventListener('focusin', follow);
  };
}

/** Not the cross that closes it. */
function firstOf(dialog: HTMLElement): HTMLElement | null {
  const all = [...dialog.querySelectorAll<HTMLElement>(controls)];
  return all.find((control) => control.closest('header') === null && control.checkVisibility()) ?? null;
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
