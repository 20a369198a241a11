import { describe, expect, it } from 'vitest';
import { restoreBounds, windowStateSchema } from './windowBounds.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1040 };

describe('restoreBounds', () => {
  it('lets the system place the first window', () => {
    expect(restoreBounds(null, [laptop])).toEqual({ width: 1280, height: 800 });
  });

  it('makes the first window no larger than a small display', () => {
    expect(restoreBounds(null, [{ x: 0, y: 0, width: 1024, height: 600 }])).toEqual({ width: 1024, height: 600 });
  });

  it('opens it where it was', () => {
    const saved = { x: 1600, y: 100, width: 1200, height: 800 };
    expect(restoreBounds(saved, [laptop, second])).toEqual(saved);
  });

  it('keeps the size and not the place when its display is gone', () => {
    const saved = { x: 1600, y: 100, width: 1200, height: 800 };
    expect(restoreBounds(saved, [laptop])).toEqual({ width: 1200, height: 800 });
  });

  it('takes a window back whose title bar is above the display', () => {
    expect(restoreBounds({ x: 100, y: -400, width: 1200, height: 800 }, [laptop])).toEqual({
      width: 1200,
      height: 800,
    });
  });

  it('moves a window that hangs over the edge into its display', () => {
    const saved = { x: 900, y: 500, width: 1200, height: 800 };
    expect(restoreBounds(saved, [laptop])).toEqual({ x: 240, y: 100, width: 1200, height: 800 });
  });

  it('cuts a window to a display that has become smaller', () => {
    const saved = { x: 0, y: 25, width: 3000, height: 2000 };
    expect(restoreBounds(saved, [laptop])).toEqual({ x: 0, y: 25, width: 1440, height: 875 });
  });

  it('opens somewhere even where no display is known', () => {
    expect(restoreBounds({ x: 5, y: 5, width: 1000, height: 700 }, [])).toEqual({ width: 1000, height: 700 });
  });
});

describe('windowStateSchema', () => {
  it('refuses a file that somebody broke', () => {
    const bounds = { x: 0, y: 0, width: 1, height: 1 };
    expect(windowStateSchema.safeParse({ bounds: { ...bounds, width: 'wide' }, maximized: false }).success).toBe(false);
    expect(windowStateSchema.safeParse({ bounds, maximized: false }).success).toBe(true);
  });
});
