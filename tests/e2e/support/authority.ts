import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { Lab } from '../../support/lab/lab.ts';

const subjectAltNameOid = '2.5.29.17';
const dayMs = 86_400_000;

/** What an authority sends back for a request (CSR): a certificate in PEM, signed by the lab's root. */
export async function answerRequest(lab: Lab, csr: string): Promise<string> {
  x509.cryptoProvider.set(crypto);
  const request = new x509.Pkcs10CertificateRequest(csr);
  if (!(await request.verify())) throw new Error('The request is not signed by its own key.');
  const names = request.getExtension(subjectAltNameOid);
  const { certificate: root, keys } = lab.ca.root;
  const certificate = await x509.X509CertificateGenerator.create({
    subject: request.subject,
    issuer: root.subject,
    publicKey: request.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 200 * dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ...(names ? [names] : []),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}
