import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import { FactList, fact } from '../../ui/FactList.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { longDate } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';
import { altNameWords } from './names.ts';
import { validityOf } from './validity.ts';

/** One certificate, with the same facts in the same order wherever the app shows one. */
export function CertificatePanel({ certificate }: { certificate: Certificate }) {
  const { notBefore, notAfter } = certificate;
  const { tone, words } = validityOf(certificate, useNow());
  const validity = (
    <>
      {longDate(notBefore)} to {longDate(notAfter)} <ToneMark tone={tone}>{words}</ToneMark>
    </>
  );
  return (
    <div className="certificate">
      <FactList
        facts={[
          fact('Common Name', certificate.commonName),
          fact('SANs', altNameWords(certificate.subjectAltNames)),
          fact('Organization', certificate.organization),
          fact('Location', certificate.location),
          fact('Serial Number', certificate.serialNumber, { copy: true, mono: true }),
          fact('Signature Algorithm', certificate.signatureAlgorithm),
          fact('Issuer', certificate.issuer),
          { label: 'Valid', value: validity },
          fact('Key', certificate.key),
          fact('SHA-256', certificate.sha256, { copy: true, mono: true }),
          fact('Pin', certificate.spkiPin, { copy: true, mono: true }),
        ]}
      />
      <CopyPem pem={certificate.pem} />
    </div>
  );
}

function CopyPem({ pem }: { pem: string }) {
  return (
    <CopyButton value={pem}>
      {({ copied, copy }) => (
        <Button
          className="copyPem"
          variant="default"
          size="xs"
          onClick={copy}
          leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        >
          {copied ? 'Copied' : 'Copy as PEM'}
        </Button>
      )}
    </CopyButton>
  );
}
