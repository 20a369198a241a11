import { expect, it } from 'vitest';
import { decodePng, encodePalettePng } from './png.ts';
import { reduceColours } from './savePng.ts';

const blue = [0x2f, 0x5c, 0x9e];
const white = [255, 255, 255];

it('keeps a picture of few colours as it is', () => {
  const rgb = Uint8Array.from([...blue, ...white, ...white, ...blue, ...blue, ...blue]);
  const { palette, indices } = reduceColours({ width: 3, height: 2, rgb });
  expect(palette).toEqual([0x2f5c9e, 0xffffff]);
  expect([...indices]).toEqual([0, 1, 1, 0, 0, 0]);
});

it('keeps every colour close to what it was where there are too many', () => {
  const rgb = Array.from({ length: 64 * 64 }, (_, pixel) => [(pixel % 64) * 4, (pixel >> 6) * 4, 128]).flat();
  const { palette, indices } = reduceColours({ width: 64, height: 64, rgb: Uint8Array.from(rgb) });
  expect(palette).toHaveLength(256);
  const worst = Math.max(
    ...[...indices].map((index, pixel) => {
      const colour = palette[index] ?? 0;
      return Math.max(Math.abs((colour >> 16) - (pixel % 64) * 4), Math.abs(((colour >> 8) & 255) - (pixel >> 6) * 4));
    }),
  );
  expect(worst).toBeLessThan(32);
});

it('refuses what it cannot read', () => {
  expect(() => decodePng(Buffer.from('GIF89a'))).toThrow('no PNG');
  const palettePicture = encodePalettePng({ width: 1, height: 1, rgb: new Uint8Array(3) }, [0], new Uint8Array(1));
  expect(() => decodePng(palettePicture)).toThrow('RGB or RGBA');
});
