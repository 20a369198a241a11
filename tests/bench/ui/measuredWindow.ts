import type { CDPSession, Page } from '@playwright/test';
import { withinTime } from './timeLimit.ts';
import type { Sign } from './windowProbe.ts';

/** A time, and the part of it in which the page's main thread had work: what is left is the machine's and the engine's. */
export interface Timed {
  ms: number;
  /** CPU time of the main thread. */
  busyMs: number;
}

/** A page under measurement: what is done is real input, and what is timed is what is painted. */
export interface MeasuredWindow {
  page: Page;
  /** Clicks, and times from the click until `sign` is painted. */
  timeClick(selector: string, sign: Sign): Promise<Timed>;
  /** Types into a field, and times from the last key. */
  timeTyping(field: string, text: string, sign: Sign): Promise<Timed>;
  /** Changes a choice or a switch, and times from the change. */
  timeChange(change: (page: Page) => Promise<unknown>, sign: Sign): Promise<Timed>;
  until(sign: Sign): Promise<void>;
  rowTexts(list: string): Promise<string>;
  /** The time between two frames, over and over, while `work` goes on. */
  framesDuring(work: () => Promise<void>): Promise<{ framesMs: number[]; busyShare: number }>;
  /** After a collection of garbage. */
  heapBytes(): Promise<number>;
}

export async function measureWindow(page: Page): Promise<MeasuredWindow> {
  const session = await answered(page.context().newCDPSession(page), 'that it can be measured');
  await answered(session.send('Performance.enable', { timeDomain: 'threadTicks' }), 'that it is measured');

  const timed = async (event: 'click' | 'input' | 'change', sign: Sign, act: () => Promise<unknown>) => {
    const isOpen = sign.kind === 'other-rows' && sign.than === undefined;
    const isThere = () => page.evaluate((wanted) => sealpostProbe.isThere(wanted), sign);
    if (!isOpen && (await answered(isThere(), 'whether it is there already')))
      throw new Error(`It is there already: ${JSON.stringify(sign)}`);
    const arm = page.evaluate(({ type, wanted }) => sealpostProbe.arm(type, wanted), { type: event, wanted: sign });
    await answered(arm, 'that it waits');
    const before = await metric(session, 'TaskDuration');
    await act();
    const ms = await within(
      page.evaluate(() => sealpostProbe.painted()),
      JSON.stringify(sign),
    );
    return { ms, busyMs: ((await metric(session, 'TaskDuration')) - before) * 1000 };
  };

  return {
    page,
    timeClick: (selector, sign) => timed('click', sign, () => page.locator(selector).first().click()),
    timeTyping: (field, text, sign) =>
      timed('input', sign, async () => {
        await page.getByRole('searchbox', { name: field }).focus();
        await page.keyboard.type(text, { delay: 20 });
      }),
    timeChange: (change, sign) => timed('change', sign, () => change(page)),
    async until(sign) {
      await within(
        page.evaluate((wanted) => sealpostProbe.loaded(wanted), sign),
        JSON.stringify(sign),
      );
    },
    rowTexts: (list) =>
      answered(
        page.evaluate((label) => sealpostProbe.rowTexts(label), list),
        'its rows',
      ),
    async framesDuring(work) {
      const before = await metric(session, 'TaskDuration');
      const startedAt = performance.now();
      await answered(
        page.evaluate(() => sealpostProbe.startFrames()),
        'that it counts frames',
      );
      await work();
      const framesMs = await answered(
        page.evaluate(() => sealpostProbe.takeFrames()),
        'its frames',
      );
      const busyMs = ((await metric(session, 'TaskDuration')) - before) * 1000;
      return { framesMs, busyShare: busyMs / (performance.now() - startedAt) };
    },
    async heapBytes() {
      await answered(session.send('HeapProfiler.collectGarbage'), 'that it has no garbage');
      return metric(session, 'JSHeapUsedSize');
    },
  };
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await answered(session.send('Performance.getMetrics'), 'how busy it is');
  return metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

const patienceMs = 20_000;

function within<Result>(work: Promise<Result>, what: string): Promise<Result> {
  return withinTime(work, patienceMs, `Not painted within ${patienceMs / 1000} s: ${what}`);
}

/** A page under a debugger that has lost it answers nothing, for ever. */
function answered<Result>(work: Promise<Result>, what: string): Promise<Result> {
  return withinTime(work, patienceMs, `The page did not say within ${patienceMs / 1000} s: ${what}`);
}
