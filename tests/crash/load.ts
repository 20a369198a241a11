import { SmtpClient } from '../support/smtpClient.ts';
import { contentOf, type PlannedMessage } from './plan.ts';

export interface LoadListener {
  /** The final dot is on its way. */
  onSent(): void;
  /** 250 was read: from here on the message must not be lost. */
  onAccepted(message: PlannedMessage, queueId: string): void;
}

const sessions = 6;

/** Hands the messages to the engine over several sessions at once. Ends when all were sent, or all sessions are cut. */
export async function sendLoad(
  port: number,
  messages: readonly PlannedMessage[],
  listener: LoadListener,
): Promise<void> {
  const left = [...messages];
  const session = async () => {
    const client = await SmtpClient.connect({ port });
    try {
      await client.readReply();
      await client.command('EHLO load.example');
      for (let message = left.shift(); message; message = left.shift()) await hand(client, message, listener);
    } finally {
      client.destroy();
    }
  };
  // A session that is cut is what this is about.
  await Promise.allSettled(Array.from({ length: sessions }, session));
}

async function hand(client: SmtpClient, message: PlannedMessage, listener: LoadListener): Promise<void> {
  await client.command('MAIL FROM:<load@office.example>');
  for (const recipient of message.recipients) await client.command(`RCPT TO:<${recipient}>`);
  await client.command('DATA');
  const answered = client.sendData(contentOf(message));
  listener.onSent();
  const reply = await answered;
  const queueId = /queued as (\S+)/.exec(reply.text)?.[1];
  if (reply.code === 250 && queueId) listener.onAccepted(message, queueId);
}
