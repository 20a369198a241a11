import { Button, Code, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';

/** A request in PEM, to copy or to keep as a file. */
export function RequestText({ csr }: { csr: string }) {
  return (
    <div className="requestText">
      <Code block className="requestPem" tabIndex={0} aria-label="Request in PEM">
        {csr}
      </Code>
      <RequestActions csr={csr} />
    </div>
  );
}

export function RequestActions({ csr }: { csr: string }) {
  return (
    <div className="requestActions">
      <CopyButton value={csr}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            size="xs"
            onClick={copy}
            leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          >
            {copied ? 'Copied' : 'Copy the request'}
          </Button>
        )}
      </CopyButton>
      <Button variant="default" size="xs" leftSection={<IconDownload size={15} />} onClick={() => download(csr)}>
        Download
      </Button>
    </div>
  );
}

function download(csr: string): void {
  const url = URL.createObjectURL(new Blob([csr], { type: 'application/pkcs10' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'sealpost-request.csr';
  link.click();
  URL.revokeObjectURL(url);
}
