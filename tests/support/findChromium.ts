import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium to test in: the one named by `SEALPOST_CHROMIUM`, an installed one, or Playwright's own; null for none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const given = env.SEALPOST_CHROMIUM;
  if (given) return existsSync(given) ? given : null;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  candidates.push(
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    join(env.PROGRAMFILES ?? 'C:\\Program Files', 'Google', 'Chrome', 'Application', 'chrome.exe'),
    chromium.executablePath(),
  );
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}
