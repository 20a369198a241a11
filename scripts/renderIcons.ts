/**
 * Renders the PNGs that Electron needs from the SVGs under resources/, with an installed Chromium:
 *
 *     node_modules/.bin/node scripts/renderIcons.ts
 *
 * The PNGs are committed: run it after changing an SVG.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';

const resources = join(import.meta.dirname, '..', 'resources');
const trayStates = ['ok', 'attention', 'failing', 'paused'];
const trayScales = [1, 1.5, 2];
const trayPoints = 16;
/** macOS takes the shape alone, in points of its own menu bar, at two scales. */
const templateScales = [1, 2];
const templatePoints = 18;

async function render(page: Page, name: string, pixels: number, suffix = ''): Promise<void> {
  const svg = readFileSync(join(resources, `${name}.svg`), 'utf8').replace(
    '<svg ',
    `<svg width="${pixels}" height="${pixels}" `,
  );
  await page.setViewportSize({ width: pixels, height: pixels });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: join(resources, `${name}${suffix}.png`), omitBackground: true });
}

const browser = await chromium.launch({ executablePath: process.env.SEALPOST_CHROMIUM ?? '/usr/bin/chromium' });
const page = await browser.newPage();
await render(page, 'icon', 512);
for (const state of trayStates) {
  for (const scale of trayScales) {
    await render(page, `tray/${state}`, trayPoints * scale, scale === 1 ? '' : `@${scale}x`);
  }
  for (const scale of templateScales) {
    await render(page, `tray/${state}Template`, templatePoints * scale, scale === 1 ? '' : `@${scale}x`);
  }
}
await browser.close();
