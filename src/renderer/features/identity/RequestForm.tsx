import { Alert, Button, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import type { KeyType, OwnCertificate } from '../../../shared/contract/ownCertificate.ts';
import { useCertificate, useStatus } from '../../stores/appStores.tsx';
import { FormFoot } from './FormFoot.tsx';
import { KeyTypeSelect } from './KeyTypeSelect.tsx';
import { RequestText } from './RequestText.tsx';
import { SubjectFields } from './SubjectFields.tsx';
import { subjectDraftOf, subjectFieldPaths, subjectInputOf } from './subjectDraft.ts';
import { useSubmit } from './useSubmit.ts';

interface RequestFormProps {
  own: OwnCertificate;
  onClose(): void;
  onImport(): void;
}

/** Makes a request (CSR) for an authority to sign, and shows it. */
export function RequestForm({ own, onClose, onImport }: RequestFormProps) {
  const [csr, setCsr] = useState<string | null>(null);
  if (csr === null) return <Fields own={own} onClose={onClose} onMade={setCsr} />;
  return (
    <Stack gap="md">
      <p role="status">
        The request is made. Give it to your authority. The key stays in Sealpost and is kept until the answer is
        imported; until then the certificate in use stays in use.
      </p>
      <RequestText csr={csr} />
      <div className="formFoot">
        <span />
        <div className="formButtons">
          <Button variant="default" onClick={onImport}>
            Import the answer
          </Button>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Stack>
  );
}

function Fields({ own, onClose, onMade }: { own: OwnCertificate; onClose(): void; onMade(csr: string): void }) {
  const request = useCertificate((state) => state.request);
  const hostname = useStatus((state) => state.status?.hostname ?? null);
  const [draft, setDraft] = useState(() => subjectDraftOf(own, hostname));
  const [newKey, setNewKey] = useState(true);
  const [keyType, setKeyType] = useState<KeyType>('ec-p256');
  const { form, busy, submit, errorOf, otherThan } = useSubmit();
  const other = otherThan([...subjectFieldPaths, 'keyType', 'newKey']);

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) =>
        void submit(event, async () => {
          onMade(await request({ ...subjectInputOf(draft), newKey, ...(newKey ? { keyType } : {}) }));
        })
      }
    >
      <Stack gap="md">
        {other !== null && <Alert color="red">{other}</Alert>}
        {own.pendingRequest && (
          <Alert color="yellow" variant="light">
            A request waits for its answer. A new one takes its place: the answer to the old one can then no longer be
            imported.
          </Alert>
        )}
        <SubjectFields
          draft={draft}
          onChange={(part) => setDraft((current) => ({ ...current, ...part }))}
          errorOf={errorOf}
        />
        <Radio.Group
          label="Key of the request"
          value={newKey ? 'new' : 'used'}
          onChange={(value) => setNewKey(value === 'new')}
          error={errorOf('newKey')}
        >
          <div className="keyChoices">
            <Radio value="new" label="A new key" />
            <Radio value="used" label="The key in use, which others may have pinned" />
          </div>
        </Radio.Group>
        {newKey && <KeyTypeSelect value={keyType} onChange={setKeyType} error={errorOf('keyType')} />}
        <FormFoot
          note="Nothing changes until the answer is imported."
          action="Make the request"
          busy={busy}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
