import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import { FactList, fact } from '../../ui/FactList.tsx';
import { counted } from '../../ui/quantity.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { daysUntil, longDate } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';

/** With less than this left, a renewal should have happened already. */
const soonDays = 14;

export function CertificatePanel({ certificate }: { certificate: Certificate }) {
  const names = certificate.subjectAltNames;
  return (
    <>
      <h3 className="factsTitle">Certificate</h3>
      <FactList
        facts={[
          fact('Common name', certificate.commonName),
          fact(names.length === 1 ? 'Name (SAN)' : 'Names (SAN)', names.length > 0 ? names.join(', ') : 'none'),
          fact('Organization', certificate.organization),
          fact('Location', certificate.location),
          fact('Issuer', certificate.issuer),
          { label: 'Valid', value: <Validity certificate={certificate} /> },
          fact('Key', certificate.key),
          fact('Serial number', certificate.serialNumber, { copy: true, mono: true }),
          fact('Signature algorithm', certificate.signatureAlgorithm),
          fact('SHA-256', certificate.sha256, { copy: true, mono: true }),
          fact('Pin', certificate.spkiPin, { copy: true, mono: true }),
        ]}
      />
      <CopyButton value={certificate.pem}>
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
    </>
  );
}

function Validity({ certificate }: { certificate: Certificate }) {
  const now = useNow();
  const { notBefore, notAfter } = certificate;
  const span = `${longDate(notBefore)} to ${longDate(notAfter)}`;
  if (Date.parse(notBefore) > now)
    return (
      <>
        {span} <ToneMark tone="bad">not valid yet</ToneMark>
      </>
    );
  const left = daysUntil(notAfter, now);
  if (left < 0) {
    return (
      <>
        {span} <ToneMark tone="bad">expired {counted(-left, 'day')} ago</ToneMark>
      </>
    );
  }
  return (
    <>
      {span} <ToneMark tone={left < soonDays ? 'wait' : 'good'}>{counted(left, 'day')} left</ToneMark>
    </>
  );
}
