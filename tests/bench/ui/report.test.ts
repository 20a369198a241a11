import { expect, test } from 'vitest';
import { formatFigures, frameFigure, hangFigure, smoothShare, timeFigure } from './report.ts';

test('a time holds by its median and names its worst', () => {
  const times = [100, 900, 200].map((ms) => ({ ms, busyMs: ms / 2 }));
  expect(timeFigure('Domains', 300, times)).toMatchObject({ measured: '200 ms, worst 900', holds: true });
  expect(timeFigure('Domains', 150, times).holds).toBe(false);
});

test('frames hold by the share of those that are in time', () => {
  const smooth = Array.from({ length: 95 }, () => 16.7);
  expect(frameFigure('Scrolling', [...smooth, 33, 33, 33, 33, 50], 0.4)).toMatchObject({
    measured: '95.0 % under 20 ms, longest 50 ms',
    holds: true,
  });
  expect(frameFigure('Scrolling', [...smooth, 33, 33, 33, 33, 33, 33], 0.4).holds).toBe(false);
});

test('under load no frame may be one in which the window hangs', () => {
  expect(hangFigure('Log', [17, 50, 50, 100], 0.4).holds).toBe(true);
  expect(hangFigure('Log', [17, 17, 117], 0.4).holds).toBe(false);
  expect(hangFigure('Log', [], 0).holds).toBe(false);
});

test('where no frame came, nothing was smooth', () => {
  expect(smoothShare([])).toBe(0);
});

test('the table says what does not hold', () => {
  const table = formatFigures([timeFigure('Queue', 300, [{ ms: 400, busyMs: 100 }])]);
  expect(table.split('\n').at(-1)).toBe(
    '| Queue | ≤ 300 ms | 400 ms, worst 400 | **no** | CPU of the page 100 ms; 1 times |',
  );
});
