import { expect, it } from 'vitest';
import type { EngineHost } from '../../../shared/contract/desktop.ts';
import { clockTime } from '../../ui/time.ts';
import { bannerText } from './bannerText.ts';

const now = Date.parse('2026-11-22T14:00:00.000Z');
const host: EngineHost = {
  phase: 'restarting',
  since: new Date(now - 5000).toISOString(),
  attached: false,
  restarts: 2,
  lastExit: { at: new Date(now - 5000).toISOString(), reason: 'The engine was ended by SIGKILL.' },
  nextTryAt: new Date(now + 4000).toISOString(),
};
const away = { phase: 'not-answering', everConnected: true, host, awaySince: now - 5000, now } as const;

it('is silent while the engine is there', () => {
  expect(bannerText({ ...away, phase: 'connected' })).toBeNull();
});

it('says since when, why, how often, and when it is tried again', () => {
  expect(bannerText(away)).toBe(
    `The engine is not answering since ${clockTime(host.since)}. The engine was ended by SIGKILL. Starting it again in 4 s… It was started again 2 times before. What you see is from before.`,
  );
  expect(bannerText({ ...away, host: { ...host, nextTryAt: null, restarts: 0 }, everConnected: false })).toMatch(
    /SIGKILL\. Starting it again…$/,
  );
});

it('says where nobody tries again', () => {
  expect(bannerText({ ...away, host: { ...host, phase: 'failed' } })).toContain('not tried again by itself');
});

it('knows in a browser only since when', () => {
  expect(bannerText({ ...away, host: null })).toBe(
    `The engine is not answering since ${clockTime(host.since)}. Trying again… What you see is from before.`,
  );
});
