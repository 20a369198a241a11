import { Button, Stepper } from '@mantine/core';
import { useEffect } from 'react';
import { useRoutes } from '../../stores/appStores.tsx';
import { tellDone } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { counted } from '../../ui/quantity.ts';
import { go } from '../shell/router.ts';
import { DomainsStep } from './DomainsStep.tsx';
import { FinishStep } from './FinishStep.tsx';
import { RoutesStep } from './RoutesStep.tsx';
import { reachableStep, type SetupStep, setupSteps, whyNotDomains } from './setup.ts';
import './setup.css';
import { useRuleList } from './useRuleList.ts';

/** The optional task that leads from the internal routes over the external domains to what is then in force. */
export function SetupPage({ params }: { params: URLSearchParams }) {
  const { routes, loaded, open } = useRoutes((state) => state);
  const rules = useRuleList();
  useEffect(() => open(), [open]);
  const withoutInbound = params.get('inbound') === 'no';
  const show = (step: SetupStep, without = withoutInbound) =>
    go('setup', { step, ...(without ? { inbound: 'no' } : {}) });

  return (
    <div className="page pageScrolls">
      <PageHeader title="Set Up Your TLS Policies">
        Optional.{' '}
        {rules !== null && loaded && `So far: ${counted(routes.length, 'route')}, ${counted(rules.length, 'domain')}.`}
      </PageHeader>
      {rules !== null && loaded && (
        <Steps
          step={reachableStep(params.get('step'), routes, rules.length, withoutInbound)}
          withoutInbound={withoutInbound}
          onWithoutInbound={(without) => show('routes', without)}
          show={show}
          rules={rules}
        />
      )}
    </div>
  );
}

interface StepsProps {
  step: SetupStep;
  withoutInbound: boolean;
  onWithoutInbound(without: boolean): void;
  show(step: SetupStep): void;
  rules: NonNullable<ReturnType<typeof useRuleList>>;
}

function Steps({ step, withoutInbound, onWithoutInbound, show, rules }: StepsProps) {
  const routes = useRoutes((state) => state.routes);
  const index = setupSteps.indexOf(step);
  const reason = reasonAt(step);
  const next = setupSteps[index + 1];
  const previous = setupSteps[index - 1];

  function reasonAt(at: SetupStep): string | null {
    if (at === 'routes') return whyNotDomains(routes, withoutInbound);
    return at === 'domains' && rules.length === 0 ? 'Add at least one domain.' : null;
  }

  const finish = () => {
    tellDone('Your TLS policies are set up.');
    go('overview');
  };

  return (
    <div className="setup">
      <Stepper
        active={index}
        size="sm"
        allowNextStepsSelect={false}
        onStepClick={(at) => show(setupSteps[at] ?? 'routes')}
      >
        <Stepper.Step label="Internal routes" />
        <Stepper.Step label="External domains" />
        <Stepper.Step label="Finish" />
      </Stepper>
      <section className="panel setupStep" aria-labelledby="setupStepTitle">
        {step === 'routes' && (
          <RoutesStep
            withoutInbound={withoutInbound}
            onWithoutInbound={onWithoutInbound}
            onNext={() => show('domains')}
          />
        )}
        {step === 'domains' && <DomainsStep rules={rules} />}
        {step === 'finish' && <FinishStep rules={rules} withoutInbound={withoutInbound} />}
      </section>
      <div className="setupFoot">
        <span className="quieter" id="whyNotNextStep" role="status">
          {reason}
        </span>
        <div className="formButtons">
          {previous ? (
            <Button variant="default" onClick={() => show(previous)}>
              Back
            </Button>
          ) : (
            <Button variant="default" onClick={() => go('overview')}>
              Not now
            </Button>
          )}
          <Button
            disabled={reason !== null}
            aria-describedby="whyNotNextStep"
            onClick={() => (next ? show(next) : finish())}
          >
            {next ? 'Next' : 'Finish'}
          </Button>
        </div>
      </div>
    </div>
  );
}
