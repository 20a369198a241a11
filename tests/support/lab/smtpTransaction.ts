import type { SmtpBehaviour } from './smtpBehaviour.ts';
import type { ConnectionRecord, DoubleMessage } from './smtpRecord.ts';

/** MAIL, RCPT and DATA of one session: keeps the envelope, and gives the reply to each command. */
export class SmtpTransaction {
  readonly #behaviour: SmtpBehaviour;
  readonly #record: ConnectionRecord;
  #envelope: { mailFrom: string; mailParameters: string; accepted: string[] } | null = null;

  constructor(behaviour: SmtpBehaviour, record: ConnectionRecord) {
    this.#behaviour = behaviour;
    this.#record = record;
  }

  forget(): void {
    this.#envelope = null;
  }

  mail(line: string, authenticated: boolean): string {
    const { auth, mailReply } = this.#behaviour;
    const [, mailFrom = '', mailParameters = ''] = /^MAIL FROM:\s*<([^>]*)>\s*(.*)$/i.exec(line) ?? [];
    this.#record.envelopes.push({ mailFrom, rcptTo: [] });
    this.#envelope = null;
    if (auth && !authenticated) return '530 5.7.0 Authentication required';
    const reply = typeof mailReply === 'string' ? mailReply : mailReply(mailFrom, mailParameters);
    if (reply.startsWith('2')) this.#envelope = { mailFrom, mailParameters, accepted: [] };
    return reply;
  }

  rcpt(line: string): string {
    const { rcptReply } = this.#behaviour;
    const recipient = /^RCPT TO:\s*<([^>]*)>/i.exec(line)?.[1] ?? '';
    this.#record.envelopes.at(-1)?.rcptTo.push(recipient);
    if (!this.#envelope) return '503 5.5.1 MAIL first';
    const reply = typeof rcptReply === 'string' ? rcptReply : rcptReply(recipient);
    if (reply.startsWith('2')) this.#envelope.accepted.push(recipient);
    return reply;
  }

  data(): string {
    const { dataReply } = this.#behaviour;
    if (!this.#envelope || this.#envelope.accepted.length === 0) return '503 5.5.1 No valid recipients';
    if (!dataReply.startsWith('3')) this.#envelope = null;
    return dataReply;
  }

  /** Ends the transaction: the reply to the final dot, and the message where that takes it. */
  finish(data: Buffer): { message: DoubleMessage | null; reply: string } {
    const envelope = this.#envelope;
    this.#envelope = null;
    if (!envelope) return { message: null, reply: '451 4.3.0 The message was lost' };
    const { finalReply, hostname } = this.#behaviour;
    const reply = typeof finalReply === 'string' ? finalReply : finalReply(data);
    if (!reply.startsWith('2')) return { message: null, reply };
    const { mailFrom, mailParameters, accepted } = envelope;
    return {
      message: { mailFrom, mailParameters, rcptTo: accepted, data, tls: this.#record.tls, host: hostname },
      reply,
    };
  }
}
