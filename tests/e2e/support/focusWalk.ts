import type { Page } from '@playwright/test';

/** More than any view has; a walk that gets there goes on for ever. */
const mostStops = 400;
/** Keys between two looks at where the walk is. */
const stride = 8;

interface Walk {
  /** The focus came to a place where it had been. */
  isRound: boolean;
  faults: string[];
}

/** Of the page, while it is not loaded again: keep what has the focus outside of dialogs and menus. */
export async function watchFocus(page: Page): Promise<void> {
  await page.evaluate(() => {
    const layerSelector = '[role="dialog"], [role="menu"]';
    const controls =
      'a[href], button, input, select, textarea, [tabindex]:not(main):not([role="dialog"]):not([role="menu"])';
    const name = (element: Element) =>
      `<${element.tagName.toLowerCase()}> "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 60)}" ${element.outerHTML.slice(0, 90)}`;
    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
    const layer = () => [...document.querySelectorAll(layerSelector)].filter(isShown).at(-1) ?? null;
    const look = (element: Element) =>
      [element, element.parentElement, element.previousElementSibling, element.nextElementSibling]
        .map((one) => {
          if (!one) return '';
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } =
            getComputedStyle(one);
          return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join();
        })
        .join('|');

    let opener: Element | null = null;
    let visited = new Set<Element>();
    let first: Element | null = null;
    let last: { element: Element; focused: string } | null = null;
    let isRound = false;
    let faults: string[] = [];
    let within: Element | null = null;

    /**
     * After the last control of a page, Tab leaves it for the browser, which gives the focus back to the first one: on a
     * busy machine twice, the second time when a key has already taken it on. A walk that begins there ends there.
     */
    const startAtTop = () => {
      const top = [...document.querySelectorAll<HTMLElement>(controls)].find(
        (element) => element.tabIndex >= 0 && isShown(element),
      );
      if (!top) return;
      top.focus();
      visited.add(top);
      first = top;
      // Whether the focus is seen on it shows when a key has brought it there.
      last = null;
    };

    /** Keys after which the focus was where it had been: of a dialog with one control it does not move at all. */
    let keysAtOne = 0;

    const leaveLastFor = (next: Element) => {
      if (last?.element === next) return;
      if (last?.element.isConnected && look(last.element) === last.focused) {
        faults.push(`the focus is not seen on ${name(last.element)}`);
      }
      last = null;
    };
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element)) return;
      if (!target.closest(layerSelector) && !layer()) opener = target;
      leaveLastFor(target);
      if (isRound) return;
      last = { element: target, focused: look(target) };
      if (visited.has(target)) {
        isRound = true;
        if (target !== first)
          faults.push(`the focus goes round from ${name(target)}, and leaves out what is before it`);
        return;
      }
      first ??= target;
      visited.add(target);
      if (within && !within.contains(target)) faults.push(`the focus leaves it for ${name(target)}`);
    });

    document.addEventListener('keyup', () => {
      const { activeElement } = document;
      keysAtOne = within?.contains(activeElement) && visited.size <= 1 ? keysAtOne + 1 : 0;
      if (keysAtOne <= 2 || !activeElement) return;
      visited.add(activeElement);
      isRound = true;
    });

    Object.assign(window, {
      focusWalk: {
        isFocusInLayer: () => layer()?.contains(document.activeElement) ?? false,
        whereFocusIs: () => {
          const { activeElement } = document;
          if (!activeElement || activeElement === document.body) return 'nowhere';
          return activeElement === opener || !opener?.isConnected ? 'opener' : name(activeElement);
        },
        start: () => {
          visited = new Set();
          first = null;
          last = null;
          isRound = false;
          faults = [];
          within = layer();
          keysAtOne = 0;
          if (!within) startAtTop();
          return within?.getAttribute('role') ?? null;
        },
        read: () => ({ isRound, faults }),
        /** What Tab or the arrows would have to reach, and did not. */
        missed: () => {
          const isReached = (element: Element) => {
            if (visited.has(element)) return true;
            // One row of a grid has the tab stop: that where the focus was last. The arrows go on from there.
            if (element.matches('[role="row"]')) {
              return [...visited].some((one) => one.parentElement === element.parentElement || element.contains(one));
            }
            // One of a group of radio buttons stands for all.
            if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return false;
            return [...visited].some((one) => one instanceof HTMLInputElement && one.name === element.name);
          };
          const reachable = (element: Element) => {
            if (within?.getAttribute('role') === 'menu') return element.matches('[role="menuitem"]:not(:disabled)');
            return element instanceof HTMLElement && element.tabIndex >= 0 && !element.matches(':disabled');
          };
          return [...(within ?? document).querySelectorAll(controls)]
            .filter((element) => isShown(element) && reachable(element) && !isReached(element))
            .map((element) => `the keyboard does not reach ${name(element)}`);
        },
      },
    });
  });
}

/** The dialog or menu on top has the focus, or gets it soon. */
export async function takesFocus(page: Page): Promise<boolean> {
  return page
    .waitForFunction('focusWalk.isFocusInLayer()', undefined, { timeout: 3000 })
    .then(() => true)
    .catch(() => false);
}

/** `opener`: on what had it before a dialog or a menu came, unless that is gone; else its name, or `nowhere`. */
export async function whereFocusIs(page: Page): Promise<string> {
  return page.evaluate<string>('focusWalk.whereFocusIs()');
}

/**
 * Walks until the focus comes round: with Tab, in a menu with the arrow. Says which controls look the same with the focus
 * as without it, which are never reached, and where the focus leaves a dialog or is caught in a part of the page.
 */
export async function walkWithKeyboard(page: Page, isFirstRound = true): Promise<string[]> {
  const layer = await page.evaluate<string | null>('focusWalk.start()');
  const key = layer === 'menu' ? 'ArrowDown' : 'Tab';
  for (let stop = 0; stop < mostStops; stop += stride) {
    for (let step = 0; step < stride; step++) await page.keyboard.press(key);
    const { isRound, faults } = await page.evaluate<Walk>('focusWalk.read()');
    if (!isRound) continue;
    const missed = await page.evaluate<string[]>('focusWalk.missed()');
    // What came in meanwhile could not be reached: one more round shows whether it can.
    if (missed.length > 0 && isFirstRound) return walkWithKeyboard(page, false);
    return [...faults, ...missed];
  }
  return [`after ${mostStops} stops the focus has not come round`];
}
