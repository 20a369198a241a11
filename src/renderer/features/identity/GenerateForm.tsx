import { Alert, NumberInput, Stack } from '@mantine/core';
import { useState } from 'react';
import type { KeyType, OwnCertificate } from '../../../shared/contract/ownCertificate.ts';
import { useCertificate, useStatus } from '../../stores/appStores.tsx';
import { tellDone } from '../../ui/notify.ts';
import { FormFoot } from './FormFoot.tsx';
import { KeyTypeSelect } from './KeyTypeSelect.tsx';
import { SubjectFields } from './SubjectFields.tsx';
import { subjectDraftOf, subjectFieldPaths, subjectInputOf } from './subjectDraft.ts';
import { useSubmit } from './useSubmit.ts';

const twoYears = 730;

/** Makes a key and a certificate that signs itself. */
export function GenerateForm({ own, onClose }: { own: OwnCertificate; onClose(): void }) {
  const generate = useCertificate((state) => state.generate);
  const hostname = useStatus((state) => state.status?.hostname ?? null);
  const [draft, setDraft] = useState(() => subjectDraftOf(own, hostname));
  const [keyType, setKeyType] = useState<KeyType>('ec-p256');
  const [validDays, setValidDays] = useState<number | string>(twoYears);
  const { form, busy, submit, errorOf, otherThan } = useSubmit();
  const other = otherThan([...subjectFieldPaths, 'keyType', 'validDays']);

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) =>
        void submit(event, async () => {
          await generate({ ...subjectInputOf(draft), keyType, validDays: Number(validDays) });
          tellDone('The new certificate is in use.');
          onClose();
        })
      }
    >
      <Stack gap="md">
        {other !== null && <Alert color="red">{other}</Alert>}
        {own.origin === 'imported' && (
          <Alert color="yellow" variant="light">
            The imported certificate is replaced by one that signs itself. Keep a copy of it and of its key if you may
            need them again.
          </Alert>
        )}
        <SubjectFields
          draft={draft}
          onChange={(part) => setDraft((current) => ({ ...current, ...part }))}
          errorOf={errorOf}
        />
        <div className="twoFields">
          <KeyTypeSelect value={keyType} onChange={setKeyType} error={errorOf('keyType')} />
          <NumberInput
            label="Valid for (days)"
            value={validDays}
            onChange={setValidDays}
            error={errorOf('validDays')}
            min={1}
            max={3650}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
          />
        </div>
        <FormFoot
          note="In use at once. Sessions that are open go on."
          action="Make it"
          busy={busy}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
