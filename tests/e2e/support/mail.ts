import { sendMail } from '../../support/smtpClient.ts';
import type { EngineHandle } from './engineHandle.ts';

/** Hands a message over to the relay, as a printer would. @throws where it was not taken. */
export async function handOver(engine: EngineHandle, to: string | string[], subject = 'Invoice 118'): Promise<void> {
  const recipients = typeof to === 'string' ? [to] : to;
  const { final } = await sendMail({
    port: engine.smtpPort,
    from: 'anna@office.example',
    to: recipients,
    data: [
      'From: Anna <anna@office.example>',
      `To: ${recipients.join(', ')}`,
      `Subject: ${subject}`,
      `Message-ID: <${crypto.randomUUID()}@office.example>`,
      '',
      'Please find the invoice attached.',
      '',
    ].join('\r\n'),
  });
  if (final?.code !== 250) throw new Error(`The message was not taken: ${final?.text}`);
}
