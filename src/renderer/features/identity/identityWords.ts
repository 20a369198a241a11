import type { KeyType, OwnCertificate } from '../../../shared/contract/ownCertificate.ts';
import { longDate } from '../../ui/time.ts';

export const keyTypeWords: Record<KeyType, string> = {
  'ec-p256': 'EC P-256 (right for nearly everyone)',
  'ec-p384': 'EC P-384',
  'rsa-2048': 'RSA 2048',
  'rsa-3072': 'RSA 3072',
  'rsa-4096': 'RSA 4096',
};

export const warningSentences: Record<OwnCertificate['warnings'][number], { title: string; advice: string }> = {
  'hostname-not-covered': {
    title: 'The certificate is for another name',
    advice:
      'Sealpost greets with a name that is not in the certificate. Servers that check names do not trust it. Get one for that name, or change the host name.',
  },
  'issuer-missing': {
    title: 'The chain is not complete',
    advice:
      'An issuer is missing up to an authority that is known here. Import the certificate again, together with the intermediate certificates of its authority.',
  },
};

type Facts = Pick<OwnCertificate, 'selfSigned' | 'origin' | 'renewsItself'>;

/** Who signed it, and what that means for those who connect. */
export function trustWords({ selfSigned, origin }: Facts): { title: string; text: string } {
  if (!selfSigned) {
    return {
      title: 'Signed by an authority',
      text: 'Mail that comes in is encrypted, and servers that know the authority can check whom they speak to.',
    };
  }
  return {
    title: origin === 'imported' ? 'Self-signed, imported' : 'Self-signed, made by Sealpost',
    text: 'Mail that comes in is encrypted. Servers that insist on a trusted certificate will not send: for them, import one from an authority.',
  };
}

/** What happens before it ends. */
export function renewalWords({ renewsItself }: Facts, notAfter: string): string {
  return renewsItself
    ? 'Sealpost makes the next one by itself before this one ends.'
    : `It is not renewed by itself. Import the next one before ${longDate(notAfter)}.`;
}
