/** A real mail server on loopback that puts what it takes into one mailbox. */
export interface MailServer {
  address: string;
  port: number;
  /** What lies in its mailbox: whole messages as it stored them, the oldest first. */
  mail(): string[];
  /** The first message that passes, now or later. Rejects with the server's log. */
  waitForMail(predicate: (message: string) => boolean): Promise<string>;
  /** The first line of its log that fits, now or later. */
  waitForLog(pattern: RegExp): Promise<string>;
  /** What it logged. */
  log(): string;
  stop(): Promise<void>;
}
