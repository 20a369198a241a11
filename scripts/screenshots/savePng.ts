import { writeFileSync } from 'node:fs';
import { decodePng, encodePalettePng, type Picture } from './png.ts';

const mostColours = 256;
/** How far apart the colours are that are kept, at first and then ever closer: so none that matters is left out. */
const distances = [32, 16, 8, 4, 1];

/** Writes a picture of the user interface with the 256 colours that matter: a third of the octets, and nobody sees it. */
export function savePng(path: string, png: Buffer): void {
  const picture = decodePng(png);
  const { palette, indices } = reduceColours(picture);
  writeFileSync(path, encodePalettePng(picture, palette, indices));
}

/** At most 256 colours, as 0xRRGGBB, and which of them each pixel has. Pictures with fewer stay as they are. */
export function reduceColours({ rgb }: Picture): { palette: number[]; indices: Uint8Array } {
  const counts = new Map<number, number>();
  const pixels = new Uint32Array(rgb.length / 3);
  for (let pixel = 0; pixel < pixels.length; pixel += 1) {
    const colour = ((rgb[pixel * 3] ?? 0) << 16) | ((rgb[pixel * 3 + 1] ?? 0) << 8) | (rgb[pixel * 3 + 2] ?? 0);
    pixels[pixel] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts]
    .toSorted(([a, countA], [b, countB]) => countB - countA || a - b)
    .map(([colour]) => colour);
  const palette: number[] = [];
  for (const distance of distances) {
    for (const colour of byCount) {
      if (palette.length === mostColours) break;
      if (palette.every((kept) => distanceOf(kept, colour) >= distance)) palette.push(colour);
    }
  }
  const indexOf = new Map(byCount.map((colour) => [colour, nearest(palette, colour)]));
  return { palette, indices: Uint8Array.from(pixels, (colour) => indexOf.get(colour) ?? 0) };
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  for (let index = 1; index < palette.length; index += 1) {
    if (distanceOf(palette[index] ?? 0, colour) < distanceOf(palette[best] ?? 0, colour)) best = index;
  }
  return best;
}

/** The largest difference of a channel. */
function distanceOf(a: number, b: number): number {
  return Math.max(
    Math.abs((a >> 16) - (b >> 16)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs((a & 255) - (b & 255)),
  );
}
