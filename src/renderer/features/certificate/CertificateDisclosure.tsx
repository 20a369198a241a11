import type { Certificate } from '../../../shared/contract/certificate.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useNow } from '../../ui/useNow.ts';
import { CertificateChain } from './CertificateChain.tsx';
import { nameOf } from './names.ts';
import { validityOf } from './validity.ts';

/** The chain behind a button, with what matters most beside it. Nothing where no certificate was seen. */
export function CertificateDisclosure({ certificates }: { certificates: readonly Certificate[] }) {
  const now = useNow();
  const [own] = certificates;
  if (!own) return null;
  const { tone, words } = validityOf(own, now);
  return (
    <Disclosure
      label="Certificate"
      aside={
        <>
          <span className="quieter breakAnywhere">{nameOf(own)}</span>
          <ToneMark tone={tone}>{words}</ToneMark>
        </>
      }
    >
      <div className="disclosedCertificate">
        <CertificateChain certificates={certificates} />
      </div>
    </Disclosure>
  );
}
