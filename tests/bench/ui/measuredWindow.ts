import type { CDPSession, Page } from '@playwright/test';
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
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });

  const timed = async (event: 'click' | 'input' | 'change', sign: Sign, act: () => Promise<unknown>) => {
    const isOpen = sign.kind === 'other-rows' && sign.than === undefined;
    if (!isOpen && (await page.evaluate((wanted) => sealpostProbe.isThere(wanted), sign)))
      throw new Error(`It is there already: ${JSON.stringify(sign)}`);
    await page.evaluate(({ type, wanted }) => sealpostProbe.arm(type, wanted), { type: event, wanted: sign });
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
    rowTexts: (list) => page.evaluate((label) => sealpostProbe.rowTexts(label), list),
    async framesDuring(work) {
      const before = await metric(session, 'TaskDuration');
      const startedAt = performance.now();
      await page.evaluate(() => sealpostProbe.startFrames());
      await work();
      const framesMs = await page.evaluate(() => sealpostProbe.takeFrames());
      const busyMs = ((await metric(session, 'TaskDuration')) - before) * 1000;
      return { framesMs, busyShare: busyMs / (performance.now() - startedAt) };
    },
    async heapBytes() {
      await session.send('HeapProfiler.collectGarbage');
      return metric(session, 'JSHeapUsedSize');
    },
  };
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

const patienceMs = 20_000;

async function within<Result>(work: Promise<Result>, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Not painted within ${patienceMs / 1000} s: ${what}`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
