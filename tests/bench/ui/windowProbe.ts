/** What tells, in the page, that an answer is there. */
export type Sign =
  /** An element that meets the selector, with this text in it where one is given. */
  | { kind: 'element'; selector: string; text?: string }
  /** Rows of the list, and this text in each of them. */
  | { kind: 'rows'; list: string; text: string }
  /** Rows of the list, and other ones than those whose texts these are: than those at the event where none are given. */
  | { kind: 'other-rows'; list: string; than?: string };

/** In the page of the window that is measured. Times are in milliseconds, on the page's own clock. */
export interface WindowProbe {
  /** From now on: how long it takes from the last event of that type until `sign` is painted. */
  arm(event: 'click' | 'input' | 'change', sign: Sign): void;
  /** Resolves with that time. */
  painted(): Promise<number>;
  /** Resolves with when `sign` is painted, from the beginning of the navigation. */
  loaded(sign: Sign): Promise<number>;
  isThere(sign: Sign): boolean;
  rowTexts(list: string): string;
  startFrames(): void;
  /** The time from each frame to the next since `startFrames`. */
  takeFrames(): number[];
}

declare global {
  var sealpostProbe: WindowProbe;
}

/** Runs in the page before anything of it: it must not refer to anything outside of itself. */
export function installWindowProbe(): void {
  const rowsOf = (list: string) => [
    ...document.querySelectorAll(`[role="grid"][aria-label="${list}"] [role="row"][data-index]`),
  ];
  const texts = (list: string) => rowsOf(list).map((row) => row.textContent.trim().toLowerCase());
  const rowTexts = (list: string) => texts(list).slice(0, 6).join('\n');

  const isThere = (sign: Sign): boolean => {
    switch (sign.kind) {
      case 'element': {
        const { selector, text } = sign;
        const found = [...document.querySelectorAll(selector)];
        return found.some((element) => text === undefined || element.textContent.includes(text));
      }
      case 'rows': {
        const rows = texts(sign.list);
        return rows.length > 0 && rows.every((row) => row !== '' && row.includes(sign.text.toLowerCase()));
      }
      case 'other-rows':
        return texts(sign.list).some((row) => row !== '') && rowTexts(sign.list) !== sign.than;
    }
  };

  /** Calls back in the first task after the frame that shows what is there now. */
  const afterPaint = (callback: (at: number) => void) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => callback(performance.now());
      channel.port2.postMessage(null);
    });
  };

  const whenThere = (isDone: () => boolean, callback: () => void) => {
    if (isDone()) {
      callback();
      return () => {};
    }
    const observer = new MutationObserver(() => {
      if (!isDone()) return;
      observer.disconnect();
      callback();
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    return () => observer.disconnect();
  };

  let result = Promise.withResolvers<number>();
  let frames: number[] = [];
  let round = 0;

  globalThis.sealpostProbe = {
    isThere,
    rowTexts,
    arm(type, sign) {
      result = Promise.withResolvers<number>();
      const { resolve } = result;
      let stop = () => {};
      const onEvent = (event: Event) => {
        stop();
        const from = event.timeStamp;
        const wanted =
          sign.kind === 'other-rows' && sign.than === undefined ? { ...sign, than: rowTexts(sign.list) } : sign;
        stop = whenThere(
          () => isThere(wanted),
          () => {
            afterPaint((at) => {
              window.removeEventListener(type, onEvent, true);
              resolve(at - from);
            });
          },
        );
      };
      window.addEventListener(type, onEvent, true);
    },
    painted: () => result.promise,
    loaded: (sign) =>
      new Promise((resolve) => {
        whenThere(
          () => isThere(sign),
          () => afterPaint(resolve),
        );
      }),
    startFrames() {
      frames = [];
      round += 1;
      const mine = round;
      const onFrame = (at: number) => {
        if (mine !== round) return;
        frames.push(at);
        requestAnimationFrame(onFrame);
      };
      requestAnimationFrame(onFrame);
    },
    takeFrames() {
      round += 1;
      return frames.slice(1).map((at, place) => at - (frames[place] ?? at));
    },
  };
}
