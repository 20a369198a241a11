import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { ApiContext } from './context.ts';

type CertificateHandlers = Pick<
  CommandHandlers,
  'certificate.get' | 'certificate.generate' | 'certificate.csr' | 'certificate.import'
>;

export function createCertificateHandlers({ identity }: ApiContext): CertificateHandlers {
  return {
    'certificate.get': () => identity.view(),
    'certificate.generate': (input) => identity.generate(input),
    'certificate.csr': async (input) => ({ csr: await identity.request(input) }),
    'certificate.import': (input) => identity.import(input),
  };
}
