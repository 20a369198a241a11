import { z } from 'zod';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What is kept of a window between two runs. */
export const windowStateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

const defaultSize = { width: 1280, height: 800 } as const;
export const minimumSize = { width: 860, height: 560 } as const;

/** So much of the title bar must lie on a display for a person to grab the window. */
const graspableWidth = 120;
const titleBarHeight = 32;

/**
 * Where to open the window: where it was, if it can be seen and grabbed there, cut to the size of its display;
 * undefined lets the system centre it. `workAreas` are the displays of now, without their bars.
 */
export function restoreBounds(
  saved: Rectangle | null,
  workAreas: readonly Rectangle[],
): Rectangle | { width: number; height: number } {
  if (saved === null) return fitSize(defaultSize, workAreas[0]);
  const area = workAreas.find((workArea) => isGraspable(saved, workArea));
  if (!area) return fitSize(saved, workAreas[0]);
  const size = fitSize(saved, area);
  return {
    ...size,
    x: clamp(saved.x, area.x, area.x + area.width - size.width),
    y: clamp(saved.y, area.y, area.y + area.height - size.height),
  };
}

function isGraspable(bounds: Rectangle, area: Rectangle): boolean {
  const seenWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const titleBarIsInside = bounds.y >= area.y && bounds.y + titleBarHeight <= area.y + area.height;
  return seenWidth >= graspableWidth && titleBarIsInside;
}

function fitSize(size: { width: number; height: number }, area: Rectangle | undefined) {
  const most = area ?? defaultSize;
  return {
    width: Math.max(minimumSize.width, Math.min(size.width, most.width)),
    height: Math.max(minimumSize.height, Math.min(size.height, most.height)),
  };
}

/** A display smaller than the window: its top left corner counts. */
function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
