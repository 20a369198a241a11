import { z } from 'zod';

/** What the bench and its sink have agreed on. */
export const sinkQuestion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('describe') }),
  z.object({ kind: z.literal('count') }),
  /** Answers once that many messages were taken in all. */
  z.object({ kind: z.literal('wait'), count: z.int() }),
]);

/** One domain at one host that keeps connections. */
export const bulkDomain = 'bulk.example';
/** One domain at a host that never answers. */
export const hungDomain = 'hung.example';
/** As many domains, each at a host of its own, where every message needs a new connection. */
export const manyDomains = 200;
export const manyDomain = (place: number) => `d${place}.example`;
export const mxName = (label: string) => `${label}.mx.bench.example`;

export const sinkAddress = {
  keeps: '127.0.5.1',
  hung: '127.0.5.2',
  many: (place: number) => `127.0.6.${place + 1}`,
};
