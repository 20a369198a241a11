import { Alert, Button, FileButton, FileInput, PasswordInput, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { CommandInput } from '../../../shared/contract/commands.ts';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { OwnCertificate } from '../../../shared/contract/ownCertificate.ts';
import { useCertificate } from '../../stores/appStores.tsx';
import { tellDone } from '../../ui/notify.ts';
import { useFileDrop } from '../../ui/useFileDrop.ts';
import { FormFoot } from './FormFoot.tsx';
import { foundWords, readPemFiles, withCertificates } from './pemFiles.ts';
import { maxFileBytes, readBase64 } from './readFile.ts';
import { useSubmit } from './useSubmit.ts';

const fields = ['pem.certificates', 'pem.key', 'pem.password', 'pfx.data', 'pfx.password'];

/** Brings a certificate that was made elsewhere, or the answer to a request. A refusal changes nothing. */
export function ImportForm({ own, onClose }: { own: OwnCertificate; onClose(): void }) {
  const importPair = useCertificate((state) => state.import);
  const [kind, setKind] = useState<'pem' | 'pfx'>('pem');
  const [certificates, setCertificates] = useState('');
  const [key, setKey] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [password, setPassword] = useState('');
  const { form, busy, submit, errorOf, otherThan, forget } = useSubmit();
  /** Of the files that were chosen last. */
  const [read, setRead] = useState<{ ok: boolean; words: string } | null>(null);
  const other = otherThan(fields);

  /** Chosen or dropped: what is in PEM files is put into the fields, where it can be seen. */
  const takeFiles = async (files: File[]) => {
    const pfx = files.find(({ name }) => /\.(?:pfx|p12)$/i.test(name));
    forget();
    setRead(null);
    setKind(pfx ? 'pfx' : 'pem');
    if (pfx) return setFile(pfx);
    const result = await readPemFiles(files);
    setRead(result.ok ? { ok: true, words: foundWords(result.found) } : { ok: false, words: result.message });
    if (!result.ok) return;
    const { found } = result;
    setCertificates((text) => withCertificates(text, found.certificates));
    if (found.key !== null) setKey(found.key);
  };
  const over = useFileDrop((files) => void takeFiles(files));
  const isEncrypted = `${certificates}${key}`.includes('ENCRYPTED') || errorOf('pem.password') !== null;

  const input = async (): Promise<CommandInput<'certificate.import'>> => {
    if (kind === 'pfx') return { pfx: { data: await dataOf(file), password } };
    const keyPart = key.trim() === '' ? {} : { key };
    return { pem: { certificates, ...keyPart, ...(isEncrypted && password !== '' ? { password } : {}) } };
  };

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) =>
        void submit(event, async () => {
          await importPair(await input());
          tellDone('The imported certificate is in use.');
          onClose();
        })
      }
    >
      <Stack gap="md">
        {other !== null && <Alert color="red">{other}</Alert>}
        <SegmentedControl
          fullWidth
          aria-label="What to import"
          value={kind}
          onChange={(value) => {
            setKind(value);
            forget();
          }}
          data={[
            { value: 'pem', label: 'PEM files or text' },
            { value: 'pfx', label: 'PFX or P12 file' },
          ]}
        />
        {kind === 'pem' ? (
          <>
            <div className="importFiles" data-over={over || undefined}>
              <FileButton
                multiple
                accept=".pem,.crt,.cer,.der,.key,application/x-pem-file,application/x-x509-ca-cert"
                onChange={(files) => void takeFiles(files)}
                inputProps={{ 'aria-label': 'Files to import' }}
              >
                {(props) => (
                  <Button {...props} variant="default" leftSection={<IconFileUpload size={16} />}>
                    Choose files
                  </Button>
                )}
              </FileButton>
              <span className="quieter toneText" data-tone={read?.ok === false ? 'bad' : 'plain'} role="status">
                {read?.words ?? 'Or drop them here, or paste the text below.'}
              </span>
            </div>
            <Textarea
              label="Certificates"
              description="In PEM: the certificate and those of its issuers (intermediates), in any order."
              value={certificates}
              onChange={(event) => setCertificates(event.currentTarget.value)}
              error={errorOf('pem.certificates')}
              autosize
              minRows={4}
              maxRows={9}
              spellCheck={false}
              classNames={{ input: 'mono' }}
              data-autofocus
            />
            <Textarea
              label="Private key"
              description={
                own.pendingRequest
                  ? 'Leave it empty for the answer to your request: its key is here.'
                  : 'Leave it empty if the certificate is for the key in use.'
              }
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              error={errorOf('pem.key')}
              autosize
              minRows={2}
              maxRows={6}
              spellCheck={false}
              classNames={{ input: 'mono' }}
            />
          </>
        ) : (
          <FileInput
            label="File"
            description="With the certificate, its issuers and its private key."
            placeholder="Choose a .pfx or .p12 file"
            accept=".pfx,.p12,application/x-pkcs12"
            value={file}
            onChange={setFile}
            error={errorOf('pfx.data')}
          />
        )}
        {(kind === 'pfx' || isEncrypted) && (
          <PasswordInput
            label={kind === 'pfx' ? 'Password of the file' : 'Password of the key'}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={errorOf(`${kind}.password`)}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          />
        )}
        <FormFoot note="In use at once. Sessions that are open go on." action="Import" busy={busy} onCancel={onClose} />
      </Stack>
    </form>
  );
}

async function dataOf(file: File | null): Promise<string> {
  if (file === null) throw refused('Choose a file.');
  if (file.size > maxFileBytes) throw refused('The file is larger than 1 MB. A PFX file has a few KB.');
  return readBase64(file).catch(() => {
    throw refused('The file cannot be read.');
  });
}

function refused(message: string): ContractError {
  return new ContractError({ code: 'invalid-input', field: 'pfx.data', message });
}
