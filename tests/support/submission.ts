import { expect } from 'vitest';
import type { SmtpClient } from './smtpClient.ts';

/** A small one, with an encoded subject. */
export const message =
  'From: a@client.example\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n';

/** The replies to commands that are said one after the other. */
export async function say(client: SmtpClient, ...commands: string[]): Promise<string[]> {
  const replies: string[] = [];
  for (const command of commands) replies.push((await client.command(command)).text);
  return replies;
}

/** Up to the reply to DATA, for a recipient of the office. */
export async function beginData(client: SmtpClient): Promise<void> {
  const replies = await say(client, 'MAIL FROM:<a@client.example>', 'RCPT TO:<bob@office.example>', 'DATA');
  expect(replies.at(-1)).toBe('354 End data with <CR><LF>.<CR><LF>');
}
