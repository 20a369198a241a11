import { Tabs } from '@mantine/core';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useNow } from '../../ui/useNow.ts';
import { CertificatePanel } from './CertificatePanel.tsx';
import { nameOf } from './names.ts';
import { validityOf } from './validity.ts';

/** What a server sent, its own certificate first: each can be chosen and is shown in full. */
export function CertificateChain({ certificates }: { certificates: readonly Certificate[] }) {
  const [only] = certificates;
  if (!only) return null;
  if (certificates.length === 1) return <CertificatePanel certificate={only} />;
  return (
    <Tabs unstyled orientation="vertical" defaultValue="0" keepMounted={false}>
      <Tabs.List className="chain" aria-label="Certificates of the chain">
        {certificates.map((certificate, index) => (
          <Tabs.Tab className="chainLink" value={String(index)} key={index}>
            <ChainLink certificate={certificate} role={index === 0 ? 'Server' : `Issuer ${index}`} />
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {certificates.map((certificate, index) => (
        <Tabs.Panel value={String(index)} key={index}>
          <CertificatePanel certificate={certificate} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function ChainLink({ certificate, role }: { certificate: Certificate; role: string }) {
  const { tone, words } = validityOf(certificate, useNow());
  return (
    <>
      <span className="chainRole">{role}</span>
      <span className="breakAnywhere">{nameOf(certificate)}</span>
      {tone !== 'good' && <ToneMark tone={tone}>{words}</ToneMark>}
    </>
  );
}
