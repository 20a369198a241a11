import { SmtpClient } from '../../support/smtpClient.ts';

/** The SHA-256 of the certificate that a server sees which uses STARTTLS with us now. */
export async function seenByPeer(port: number): Promise<string> {
  const client = await SmtpClient.connect({ port });
  try {
    await client.readReply();
    await client.command('EHLO peer.example');
    const { code, text } = await client.startTls();
    if (code !== 220 || !client.tls) throw new Error(`STARTTLS was answered: ${text}`);
    return client.tls.getPeerCertificate().fingerprint256;
  } finally {
    client.destroy();
  }
}
