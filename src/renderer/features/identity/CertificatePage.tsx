import { Button, Modal, Skeleton } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCertificate } from '../../stores/appStores.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ReadFailure } from '../../ui/ReadFailure.tsx';
import { CertificateChain } from '../certificate/CertificateChain.tsx';
import { GenerateForm } from './GenerateForm.tsx';
import { IdentityState, WaitingRequest } from './IdentityState.tsx';
import { ImportForm } from './ImportForm.tsx';
import { RequestForm } from './RequestForm.tsx';

type Action = 'generate' | 'request' | 'import';

const titles: Record<Action, string> = {
  generate: 'Make a new certificate',
  request: 'Request a certificate',
  import: 'Import a certificate',
};

/** Our own TLS identity: what our listeners show, and how it is changed. */
export function CertificatePage() {
  const { own, failure, open, refresh } = useCertificate((state) => state);
  /** The title stays while the window closes. */
  const [{ opened, action }, setDialog] = useState<{ opened: boolean; action: Action }>({
    opened: false,
    action: 'import',
  });
  useEffect(() => open(), [open]);

  const start = (chosen: Action) => setDialog({ opened: true, action: chosen });
  const close = () => setDialog((shown) => ({ ...shown, opened: false }));

  return (
    <div className="page pageScrolls">
      <PageHeader
        title="Certificate"
        actions={
          <>
            <Button variant="default" disabled={!own} onClick={() => start('generate')}>
              Make a new one
            </Button>
            <Button variant="default" disabled={!own} onClick={() => start('request')}>
              Request one
            </Button>
            <Button disabled={!own} onClick={() => start('import')}>
              Import
            </Button>
          </>
        }
      >
        What other servers see when they use STARTTLS with us.
      </PageHeader>
      {own ? (
        <div className="identity">
          <section className="identityCertificate" aria-label="Certificate in use">
            <CertificateChain key={own.certificate.sha256} certificates={own.chain} />
          </section>
          <div className="identitySide">
            {own.pendingRequest && <WaitingRequest request={own.pendingRequest} onImport={() => start('import')} />}
            <IdentityState own={own} />
          </div>
        </div>
      ) : failure ? (
        <ReadFailure
          icon={<IconCertificate size={28} />}
          title="The certificate could not be read"
          failure={failure}
          onRetry={() => void refresh()}
        />
      ) : (
        <Skeleton height={320} aria-hidden />
      )}
      {own && (
        <Modal opened={opened} onClose={close} title={titles[action]} size={620} closeOnClickOutside={false}>
          {action === 'generate' && <GenerateForm own={own} onClose={close} />}
          {action === 'request' && <RequestForm own={own} onClose={close} onImport={() => start('import')} />}
          {action === 'import' && <ImportForm own={own} onClose={close} />}
        </Modal>
      )}
    </div>
  );
}
