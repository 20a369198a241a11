import { Button } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { SmartHostTest } from '../../../shared/contract/smartHost.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import type { SettingsDraft } from '../../stores/settingsDraft.ts';
import { CertificateDisclosure } from '../certificate/CertificateDisclosure.tsx';
import { smartHostWords } from './smartHostWords.ts';

type Outcome = { kind: 'tested'; test: SmartHostTest } | { kind: 'refused'; message: string };

/** Tries the server as it stands in the form, saved or not. What was found is about these values, and goes with them. */
export function SmartHostTestButton({ draft }: { draft: SettingsDraft }) {
  const { engine } = useAppStores();
  const { smartHost, password } = draft;
  const entered = JSON.stringify([smartHost, password]);
  const [found, setFound] = useState<{ about: string; outcome: Outcome } | null>(null);
  const [testing, setTesting] = useState(false);
  const port = Number(smartHost.port);
  const isComplete = smartHost.host.trim() !== '' && Number.isInteger(port) && port >= 1 && port <= 65_535;

  const test = async () => {
    setTesting(true);
    setFound(null);
    const outcome = await engine
      .call('smartHost.test', {
        host: smartHost.host.trim(),
        port,
        mode: smartHost.mode,
        username: smartHost.username.trim() || null,
        ...(password === '' ? {} : { password }),
      })
      .then(
        (result): Outcome => ({ kind: 'tested', test: result }),
        (error: unknown): Outcome => ({ kind: 'refused', message: refusalOfError(error).message }),
      );
    setFound({ about: entered, outcome });
    setTesting(false);
  };

  return (
    <div className="smartHostTest">
      <Button variant="default" loading={testing} disabled={!isComplete} onClick={() => void test()}>
        Test
      </Button>
      <div aria-live="polite" className="smartHostOutcome">
        {found === null || found.about !== entered ? (
          <span className="quieter">
            {testing ? 'Testing …' : 'Connects as a delivery does, logs in if there is a user, and sends no mail.'}
          </span>
        ) : (
          <TestOutcome outcome={found.outcome} draft={draft} />
        )}
      </div>
    </div>
  );
}

function TestOutcome({ outcome, draft }: { outcome: Outcome; draft: SettingsDraft }) {
  if (outcome.kind === 'refused') return <span role="alert">{outcome.message}</span>;
  const { word, good, sentences, reply } = smartHostWords(outcome.test, draft.smartHost.mode);
  const { certificates } = outcome.test.verdict;
  return (
    <>
      <span className="routeMark" data-tone={good ? 'good' : 'bad'}>
        <span className="routeMarkWord">
          {good ? <IconCircleCheck size={18} aria-hidden /> : <IconAlertCircle size={18} aria-hidden />}
          {word}
        </span>
        <span className="quieter">{sentences.join(' ')}</span>
        {reply !== null && <span className="quieter mono breakAnywhere">{reply}</span>}
      </span>
      {certificates.length > 0 && <CertificateDisclosure certificates={certificates} />}
    </>
  );
}
