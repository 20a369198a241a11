import { setTimeout as sleep } from 'node:timers/promises';
import type { MeasuredWindow, Timed } from './measuredWindow.ts';
import { filteredLists, type Place, places, quietLink, scrolledLists, searchedLists } from './places.ts';
import { type Figure, frameFigure, goals, hangFigure, timeFigure } from './report.ts';

/** Opens a page by its clicks; the last one is timed. */
async function openPlace(window: MeasuredWindow, { clicks, content }: Pick<Place, 'clicks' | 'content'>) {
  for (const selector of clicks.slice(0, -1)) await window.page.locator(selector).first().click();
  return window.timeClick(clicks.at(-1) ?? '', content);
}

async function leave(window: MeasuredWindow, name?: string) {
  await window.page.locator(name === 'Certificate' ? quietLink.fromCertificate : quietLink.to).click();
  // What the page that was left had still to do is not the next one's.
  await sleep(150);
}

const anyRow = (list: string) => ({ kind: 'rows', list, text: '' }) as const;

async function openList(window: MeasuredWindow, { clicks, list }: { clicks: readonly string[]; list: string }) {
  await leave(window);
  await openPlace(window, { clicks, content: anyRow(list) });
}

/** Each page, `rounds` times: how long from the click until its first content is painted. Adds to `times`, by name. */
export async function openPages(window: MeasuredWindow, rounds: number, times: Map<string, Timed[]>): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const place of places) {
      await leave(window, place.name);
      const all = times.get(place.name) ?? [];
      times.set(place.name, [...all, await openPlace(window, place)]);
    }
  }
}

export function pageFigures(times: ReadonlyMap<string, readonly Timed[]>): Figure[] {
  return [...times].map(([name, all]) => timeFigure(`Open: ${name}`, goals.firstContentMs, all));
}

/** For each list, parts of names that are in it, and whose last letter still makes a difference. */
export type SearchTexts = ReadonlyMap<string, readonly string[]>;

export async function searchLists(window: MeasuredWindow, texts: SearchTexts): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const searched of searchedLists) {
    const { name, list, field, debounceMs } = searched;
    const times: Timed[] = [];
    await openList(window, searched);
    for (const text of texts.get(name) ?? []) {
      times.push(await window.timeTyping(field, text, { kind: 'rows', list, text }));
      const than = await window.rowTexts(list);
      await window.page.getByRole('searchbox', { name: field }).fill('');
      await window.until({ kind: 'other-rows', list, than });
    }
    figures.push(answerFigure(`Search: ${name}`, times, debounceMs));
  }
  return figures;
}

export async function filterLists(window: MeasuredWindow, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const filtered of filteredLists) {
    const { name, list, changes } = filtered;
    const times: Timed[] = [];
    await openList(window, filtered);
    for (let round = 0; round < rounds; round += 1) {
      for (const change of changes) {
        times.push(await window.timeChange(change, { kind: 'other-rows', list }));
        // What is read later for the rows in sight is no answer to the next one.
        await sleep(300);
      }
    }
    figures.push(answerFigure(`Filter: ${name}`, times, 0));
  }
  return figures;
}

/** From the last key on; the field's own wait for another key is intended. */
function answerFigure(what: string, times: readonly Timed[], debounceMs: number): Figure {
  const beyond = times.map(({ ms, busyMs }) => ({ ms: ms - debounceMs, busyMs }));
  const figure = timeFigure(what, goals.answerMs, beyond);
  return debounceMs === 0 ? figure : { ...figure, note: `beyond the ${debounceMs} ms for another key; ${figure.note}` };
}

/** Turns the wheel for so long: down, as fast as a reader in a hurry. */
export async function scrollLists(window: MeasuredWindow, seconds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const scrolled of scrolledLists) {
    await openList(window, scrolled);
    await window.page.getByRole('grid', { name: scrolled.list, exact: true }).hover();
    await sleep(300);
    const { framesMs, busyShare } = await window.framesDuring(async () => {
      const endsAt = performance.now() + seconds * 1000;
      while (performance.now() < endsAt) await Promise.all([window.page.mouse.wheel(0, 100), sleep(16)]);
    });
    figures.push(frameFigure(`Scroll: ${scrolled.name}, ${seconds} s of the wheel`, framesMs, busyShare));
  }
  return figures;
}

export interface EventLoad {
  /** Starts the mail; resolves when it is over, with how many entries the log got in how many seconds. */
  run(): Promise<{ entries: number; seconds: number }>;
  seconds: number;
}

/** The live log follows while much happens; then clicks are answered meanwhile. */
export async function followEvents(window: MeasuredWindow, load: EventLoad): Promise<Figure[]> {
  await openList(window, { clicks: ['nav a[href="#/log"]'], list: 'Live log' });
  const clicks: Timed[] = [];
  const running = load.run();
  const clickingMs = 3000;
  const { framesMs, busyShare } = await window.framesDuring(() => sleep(load.seconds * 1000 - clickingMs));
  const endsAt = performance.now() + clickingMs;
  const [queue, log] = ['Queue, by message', 'Live log'].map((name) => places.find((place) => place.name === name));
  while (queue && log && performance.now() < endsAt) {
    clicks.push(await openPlace(window, queue));
    clicks.push(await openPlace(window, log));
  }
  const { entries, seconds } = await running;
  const rate = `${(entries / seconds).toFixed(0)} entries/s for ${seconds.toFixed(1)} s`;
  const frames = hangFigure('Live log under load', framesMs, busyShare);
  const answers = timeFigure('A click under load', goals.firstContentMs, clicks);
  return [
    { ...frames, note: `${rate}; ${frames.note}` },
    { ...answers, note: `Queue and Live log by turns; ${answers.note}` },
  ];
}
