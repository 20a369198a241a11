/** How the preload and the shell speak to each other: these IPC channels, and nothing else. */

/** Frames of the engine's contract, both ways. */
export const frameChannel = 'sealpost:frame';
/** Calls of the page to the shell; each gets one answer. */
export const desktopCallChannel = 'sealpost:desktop-call';
/** What the shell tells the page. */
export const desktopEventChannel = 'sealpost:desktop-event';

/** What the shell sends to the page; the page sends bare client frames. `open` and `close` tell how the engine is. */
export type ToPage = { kind: 'frame'; frame: unknown } | { kind: 'open' } | { kind: 'close' };
