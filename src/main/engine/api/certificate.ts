import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { describePem } from '../certificates/describePem.ts';
import type { ApiContext } from './context.ts';

type CertificateHandlers = Pick<
  CommandHandlers,
  'certificate.get' | 'certificate.generate' | 'certificate.csr' | 'certificate.import'
>;

export function createCertificateHandlers(context: ApiContext): CertificateHandlers {
  const notYet = () => {
    throw new ContractError({ code: 'unavailable', message: 'This is being built.' });
  };
  return {
    'certificate.get': () => {
      const certificate = describePem(context.identityPem());
      return {
        certificate,
        chain: [certificate],
        selfSigned: true,
        keyMatches: true,
        origin: 'created',
        renewsItself: true,
        warnings: [],
        pendingRequest: null,
      };
    },
    'certificate.generate': notYet,
    'certificate.csr': notYet,
    'certificate.import': notYet,
  };
}
