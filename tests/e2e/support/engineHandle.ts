import { connectToEngine } from '../../../src/main/engine/entry/engineConnection.ts';
import { readEngineFile } from '../../../src/main/engine/entry/engineFile.ts';
import { createEngineClient, type EngineClient } from '../../../src/shared/contract/client.ts';
import { sendMail } from '../../support/smtpClient.ts';

/** The engine under test, beside the user interface. */
export interface EngineHandle {
  /** Any command of the contract, over a connection of its own: it works across a restart of the engine. */
  call: EngineClient['call'];
  /** `127.0.0.1:PORT` where it takes mail. */
  smtp: string;
  smtpPort: number;
  dataDir: string;
  /** Hands over one message as a program on this machine would. Rejects where it is not taken. */
  send(mail: { from?: string; to: readonly string[]; subject?: string }): Promise<void>;
  /** Of the process that runs it now. */
  pid(): number;
}

export async function engineHandle(dataDir: string): Promise<EngineHandle> {
  const call: EngineClient['call'] = async (name, input) => {
    const connection = await connectToEngine(dataDir);
    try {
      return await createEngineClient(connection.channel).call(name, input);
    } finally {
      connection.close();
    }
  };
  const { listeners } = await call('status.get', {});
  const [listener] = listeners;
  if (listener?.state !== 'listening') throw new Error(`The engine takes no mail: ${JSON.stringify(listeners)}`);
  return {
    call,
    smtp: `${listener.host}:${listener.port}`,
    smtpPort: listener.port,
    dataDir,
    async send({ from = 'ann@office.example', to, subject = 'Test' }) {
      const data = `From: <${from}>\r\nTo: ${to.map((address) => `<${address}>`).join(', ')}\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
      const { final, rcpt } = await sendMail({ port: listener.port, from, to, data });
      if (final?.code !== 250) throw new Error(`The message was not taken: ${JSON.stringify({ rcpt, final })}`);
    },
    pid() {
      const engine = readEngineFile(dataDir);
      if (!engine) throw new Error('No engine runs.');
      return engine.pid;
    },
  };
}
