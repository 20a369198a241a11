import { Alert, Button, Modal, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { RouteResult } from '../../../shared/contract/verdict.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useRoutes } from '../../stores/appStores.tsx';
import { Clipped } from '../../ui/Clipped.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { CertificateDisclosure } from '../certificate/CertificateDisclosure.tsx';
import { failureSentences } from '../sentences/failures.ts';
import { go } from '../shell/router.ts';
import { isGood, routeResultWords, whyNotNext } from './routeWords.ts';

interface ValidateDialogProps {
  opened: boolean;
  onClose(): void;
  /** Where "Next" leads; to the domains by itself. */
  onNext?(): void;
}

/** The test of the internal routes: an address, "Test", a mark for each route, and "Next" once all pass. */
export function ValidateDialog({ opened, onClose, onNext = () => go('domains') }: ValidateDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Validate the routes" size={640} closeOnClickOutside={false}>
      <Test onClose={onClose} onNext={onNext} />
    </Modal>
  );
}

function Test({ onClose, onNext }: { onClose(): void; onNext(): void }) {
  const { routes, acceptedDomains, validate } = useRoutes((state) => state);
  const [address, setAddress] = useState('');
  const [results, setResults] = useState<readonly RouteResult[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [testing, setTesting] = useState(false);
  const reason = whyNotNext(results, routes);

  const test = async (event: FormEvent) => {
    event.preventDefault();
    setTesting(true);
    setRefusal(null);
    setResults(null);
    try {
      setResults((await validate(address.trim())).results);
    } catch (error) {
      setRefusal(refusalOfError(error));
    }
    setTesting(false);
  };

  return (
    <form onSubmit={(event) => void test(event)} noValidate>
      <Stack gap="md">
        <p>
          Every route is asked whether it takes encrypted mail for this address. No message is sent. The mode that is
          found is enforced from then on.
        </p>
        <div className="validateLine">
          <TextInput
            label="Internal email address"
            placeholder={`you@${displayDomain(acceptedDomains[0] ?? 'your-domain.example')}`}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            error={refusal?.field === 'address' ? refusal.message : null}
            type="email"
            autoComplete="email"
            data-autofocus
          />
          <Button type="submit" loading={testing}>
            Test
          </Button>
        </div>
        {refusal && refusal.field !== 'address' && <Alert color="red">{refusal.message}</Alert>}
        <ul className="routeResults" aria-label="Results" aria-live="polite">
          {routes.map((route) => {
            const result = results?.find(({ routeId }) => routeId === route.id) ?? null;
            return (
              <li key={route.id} className="routeResult">
                <span className="stacked">
                  <Clipped text={route.name} className="strong" />
                  <Clipped text={`${route.host}:${route.port}`} className="quieter" />
                </span>
                <Mark result={result} testing={testing} />
                {result && result.verdict.certificates.length > 0 && (
                  <div className="routeCertificate">
                    <CertificateDisclosure certificates={result.verdict.certificates} />
                  </div>
                )}
              </li>
            );
          })}
        </ul>
        <div className="formFoot">
          <span className="quieter" id="whyNotNext">
            {results !== null && reason}
          </span>
          <div className="formButtons">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Tooltip label={reason} disabled={reason === null}>
              <Button
                disabled={reason !== null}
                aria-describedby="whyNotNext"
                onClick={() => {
                  onClose();
                  onNext();
                }}
              >
                Next
              </Button>
            </Tooltip>
          </div>
        </div>
      </Stack>
    </form>
  );
}

function Mark({ result, testing }: { result: RouteResult | null; testing: boolean }) {
  if (result === null) return <span className="quieter">{testing ? 'Testing …' : 'Not tested'}</span>;
  const { word, tone, advice } = routeResultWords[result.result];
  const { code } = result.verdict;
  const reason = isGood(result) || code === null ? null : failureSentences[code].title;
  return (
    <span className="routeMark" data-tone={tone}>
      <span className="routeMarkWord">
        {isGood(result) ? <IconCircleCheck size={18} aria-hidden /> : <IconAlertCircle size={18} aria-hidden />}
        {word}
      </span>
      {advice !== null && <span className="quieter">{[reason && `${reason}.`, advice].filter(Boolean).join(' ')}</span>}
      {result.reply !== null && <span className="quieter mono breakAnywhere">{result.reply}</span>}
    </span>
  );
}
