/** How the preload and the shell speak to each other: one pair of IPC channels of the same name, and nothing else. */
export const frameChannel = 'sealpost:frame';

/** What the shell sends to the page; the page sends bare client frames. `open` and `close` tell how the engine is. */
export type ToPage = { kind: 'frame'; frame: unknown } | { kind: 'open' } | { kind: 'close' };
