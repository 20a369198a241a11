import type { Page } from '@playwright/test';

/**
 * What is wrong with how the window looks now, one sentence each: text that is cut without saying so (no ellipsis with
 * the whole text as its title), texts and controls that lie on each other, controls outside the window, a window
 * that scrolls, a list that scrolls sideways. Where a dialog or a menu is open, it is looked at alone.
 */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      left: number;
      top: number;
      right: number;
      bottom: number;
    }
    interface Shown {
      element: Element;
      name: string;
      box: Box;
    }
    const faults = new Set<string>();
    const layers = [...document.querySelectorAll('[role="dialog"], [role="menu"]')].filter(
      (layer) => layer.getBoundingClientRect().width > 0,
    );
    const root = layers.at(-1) ?? document.body;
    const shown: Shown[] = [];

    const nameOf = (text: string) => `"${text.trim().replace(/\s+/g, ' ').slice(0, 60)}"`;
    const styleOf = (element: Element) => getComputedStyle(element);
    const isHidden = (element: Element) =>
      element.closest('.visuallyHidden, .skipLink, option, script, style, noscript, textarea') !== null ||
      !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });

    /** What of the box its ancestors leave to be seen; says so where they cut it. */
    const seenOf = (element: Element, box: Box, cut: (how: string) => void): Box => {
      const { left, top, right, bottom } = box;
      const seen = { left, top, right, bottom };
      for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
        const style = styleOf(at);
        if (style.position === 'fixed') break;
        if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
        const edge = at.getBoundingClientRect();
        const scrollsX = /auto|scroll/.test(style.overflowX) && (at as HTMLElement).tabIndex === 0;
        const scrollsY = /auto|scroll/.test(style.overflowY);
        const isTold = element.closest('[title]') !== null;
        if (!scrollsX && !isTold && seen.right - edge.right > 2) cut('on its right');
        if (!scrollsX && !isTold && edge.left - seen.left > 2) cut('on its left');
        if (!scrollsY && !isTold && (seen.bottom - edge.bottom > 4 || edge.top - seen.top > 4)) cut('in its height');
        seen.left = Math.max(seen.left, edge.left);
        seen.right = Math.min(seen.right, edge.right);
        seen.top = Math.max(seen.top, edge.top);
        seen.bottom = Math.min(seen.bottom, edge.bottom);
      }
      return seen;
    };
    const isSeen = ({ left, right, top, bottom }: Box) => right - left > 1 && bottom - top > 1;

    if (document.documentElement.scrollWidth > window.innerWidth) faults.add('The page is wider than the window.');
    // Pages scroll within themselves: the window's own scroll bar would stand beside theirs.
    if (document.documentElement.scrollHeight > window.innerHeight) faults.add('The page is taller than the window.');

    for (const list of root.querySelectorAll('.gridScroller')) {
      if (list.scrollWidth > list.clientWidth + 1) faults.add('A list is wider than its place.');
    }

    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent ?? '';
      if (!element || text.trim() === '' || isHidden(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1) continue;
        const box = seenOf(element, rect, (how) => faults.add(`${nameOf(text)} is cut ${how}.`));
        if (!isSeen(box)) continue;
        if (box.left < -1 || box.right > window.innerWidth + 1) faults.add(`${nameOf(text)} leaves the window.`);
        shown.push({ element, name: nameOf(text), box });
      }
    }

    for (const element of root.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea')) {
      if (isHidden(element)) continue;
      const rect = element.getBoundingClientRect();
      // A control that is drawn by what stands beside it.
      if (rect.width < 8 || rect.height < 8) continue;
      const name = nameOf(element.getAttribute('aria-label') ?? (element.textContent || element.tagName));
      if (rect.left < -1 || rect.right > window.innerWidth + 1) faults.add(`The control ${name} leaves the window.`);
      const box = seenOf(element, rect, (how) => faults.add(`The control ${name} is cut ${how}.`));
      if (isSeen(box)) shown.push({ element, name, box });
    }

    /** What stays in place while the rest scrolls below it. */
    const floating = (element: Element): Element | null => {
      for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
        if (/sticky|fixed/.test(styleOf(at).position)) return at;
      }
      return null;
    };
    for (const [index, one] of shown.entries()) {
      for (const other of shown.slice(index + 1)) {
        if (one.element === other.element) continue;
        const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (width <= 3 || height <= 3) continue;
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const label = one.element.closest('label') ?? other.element.closest('label');
        if (label?.contains(one.element) && label.contains(other.element)) continue;
        // An icon's button inside a field, and what a field shows in itself.
        const field = one.element.closest('[class*="Input-wrapper"]');
        if (field !== null && field === other.element.closest('[class*="Input-wrapper"]')) continue;
        if (floating(one.element) !== floating(other.element)) continue;
        faults.add(`${one.name} and ${other.name} overlap.`);
      }
    }
    return [...faults];
  });
}
