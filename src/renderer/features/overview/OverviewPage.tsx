import { Skeleton } from '@mantine/core';
import type { Status } from '../../../shared/contract/status.ts';
import { useConnection, useStatus } from '../../stores/appStores.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { engineState } from '../shell/engineState.ts';
import { AttentionPanel } from './AttentionPanel.tsx';
import { EnginePanel } from './EnginePanel.tsx';
import { Figures } from './Figures.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { TrendsPanel } from './TrendsPanel.tsx';

export function OverviewPage() {
  const status = useStatus((state) => state.status);
  return (
    <div className="page pageScrolls">
      <PageHeader title="Overview">{status ? <Lead status={status} /> : 'Waiting for the engine…'}</PageHeader>
      {status ? <Content status={status} /> : <Blank />}
    </div>
  );
}

function Content({ status }: { status: Status }) {
  return (
    <div className="overview">
      <FirstSteps status={status} />
      <Figures status={status} />
      <div className="overviewColumns">
        <AttentionPanel status={status} />
        <EnginePanel status={status} />
      </div>
      <TrendsPanel />
    </div>
  );
}

function Lead({ status }: { status: Status }) {
  const phase = useConnection((state) => state.phase);
  const state = engineState(phase, status);
  const listening = status.listeners.filter((listener) => listener.state === 'listening').length;
  return (
    <span className="engineState" data-tone={state.tone}>
      <span className="stateDot" aria-hidden />
      <span>
        {state.word}
        {phase === 'connected' && (
          <>
            {/* The demo's clock has run ahead by a week: when it started is of no use to anybody. */}
            {!status.demo && (
              <>
                . The relay was started <RelativeTime at={status.startedAt} />
              </>
            )}
            {listening === 0 && '. It takes no mail: no listener is open'}
          </>
        )}
      </span>
    </span>
  );
}

function Blank() {
  return (
    <div className="overview" aria-hidden>
      <Skeleton height={104} />
      <Skeleton height={220} />
    </div>
  );
}
