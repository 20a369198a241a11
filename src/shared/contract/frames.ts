import { z } from 'zod';
import { refusalSchema } from './errors.ts';

const id = z.int().nonnegative();

/** What a client sends, over whichever carrier. */
export const clientFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id, name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('subscribe'), id, event: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('unsubscribe'), id }),
  /** The batch was taken: the next may be sent. One batch is under way per subscription. */
  z.strictObject({ kind: z.literal('ack'), id }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/** What the engine sends. `id` is that of the call or the subscription. */
export const serverFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('result'), id, output: z.unknown() }),
  z.strictObject({ kind: z.literal('refusal'), id, error: refusalSchema }),
  z.strictObject({ kind: z.literal('event'), id, payload: z.unknown() }),
]);

/** One end of a carrier: Electron's ports, a WebSocket, or a pair of queues in a test. */
export interface Channel {
  post(frame: unknown): void;
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
}
