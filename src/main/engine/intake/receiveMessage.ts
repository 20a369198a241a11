import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { createHeaderScanner } from './headerScanner.ts';
import { mailLoop, messageTooLarge, notStored, queued, type Reply } from './replies.ts';
import type { AcceptedMessage, BodySink, IntakeDeps } from './types.ts';

/** Everything of a message but what its octets tell. */
export type Envelope = Omit<AcceptedMessage, 'messageId' | 'subject' | 'body'>;

/** `refused` names a code for the history; `not-stored` is our own failure, and temporary. */
export type Receipt =
  | { kind: 'accepted'; reply: Reply }
  | { kind: 'refused'; reply: Reply; code: FailureCode }
  | { kind: 'not-stored'; reply: Reply; error: unknown }
  | { kind: 'client-gone' };

type Refused = Exclude<Receipt, { kind: 'accepted' }>;

/** RFC 5321 §6.3 asks for a generous limit. This is Postfix's, and far above any real path. */
const maxReceivedHeaders = 50;

/**
 * Takes a message from the DATA stream into a sink, below `trace` (our `Received:` field), and hands it over for good.
 * Reads the stream to its end whatever happens, since the client hears our answer only then. Whatever is not accepted
 * is discarded.
 */
export async function receiveMessage(
  stream: AsyncIterable<Buffer>,
  envelope: Envelope,
  trace: string,
  maxBytes: number,
  deps: Pick<IntakeDeps, 'openBodySink' | 'accept'>,
): Promise<Receipt> {
  const headers = createHeaderScanner();
  const intake = createGuardedSink(deps);
  let size = 0;
  let refused: Refused | null = await intake.write(Buffer.from(trace));
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (refused) continue;
      headers.push(chunk);
      refused = size > maxBytes ? tooLarge(maxBytes) : await intake.write(chunk);
      if (refused) await intake.discard();
    }
  } catch {
    refused = { kind: 'client-gone' };
  }
  const { receivedCount, messageId, subject } = headers.facts();
  if (receivedCount > maxReceivedHeaders) refused ??= { kind: 'refused', reply: mailLoop, code: 'mx-loop' };
  refused ??= await intake.accept({ ...envelope, messageId, subject });
  if (!refused) return { kind: 'accepted', reply: queued(envelope.queueId) };
  await intake.discard();
  return refused;
}

function tooLarge(maxBytes: number): Refused {
  return { kind: 'refused', reply: messageTooLarge(maxBytes), code: 'message-too-large' };
}

/** A sink whose failures are values, and that is discarded once at most. */
function createGuardedSink(deps: Pick<IntakeDeps, 'openBodySink' | 'accept'>) {
  let sink: BodySink | null = null;
  let discarded = false;

  const guard = async (step: () => Promise<void>): Promise<Refused | null> => {
    try {
      await step();
      return null;
    } catch (error) {
      return { kind: 'not-stored', reply: notStored, error };
    }
  };

  return {
    write: (chunk: Buffer) =>
      guard(async () => {
        sink ??= deps.openBodySink();
        await sink.write(chunk);
      }),
    accept: (message: Omit<AcceptedMessage, 'body'>) =>
      guard(async () => {
        if (!sink) throw new Error('The body was never opened.');
        await deps.accept({ ...message, body: await sink.finish() });
      }),
    async discard() {
      if (!sink || discarded) return;
      discarded = true;
      const opened = sink;
      await guard(() => opened.discard());
    },
  };
}
