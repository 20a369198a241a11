import { Button, Switch } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft, IconPencil, IconShieldLock, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { RuleRow } from '../../../shared/contract/ruleList.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { Emptiness } from '../../ui/Emptiness.tsx';
import { tellFailed } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { undoLast } from '../../ui/tellUndoable.tsx';
import { RuleForm } from '../domains/RuleForm.tsx';
import { deleteRules } from '../domains/ruleActions.tsx';
import { directionWords, modeWords } from '../sentences/modes.ts';
import { go, hrefOf } from '../shell/router.ts';
import { DomainTestResult } from '../verdict/DomainTestResult.tsx';
import { WildcardTest } from '../verdict/WildcardTest.tsx';
import { CoveredNames } from './CoveredNames.tsx';
import { DomainChart } from './DomainChart.tsx';
import { DomainQueue } from './DomainQueue.tsx';
import { RecentLog } from './RecentLog.tsx';
import { RulePanel } from './RulePanel.tsx';
import { useRuleRow } from './useRuleRow.ts';

/** All about the domain of one rule: `#/domain?rule=ID`. */
export function DomainPage({ params }: { params: URLSearchParams }) {
  const id = params.get('rule') ?? '';
  const { rule, isGone, refusal, refresh } = useRuleRow(id);
  useHotkeys([['mod+Z', undoLast]]);
  return (
    <div className="page pageScrolls">
      <a className="backLink" href={hrefOf('domains')}>
        <IconArrowLeft size={16} aria-hidden /> Domains
      </a>
      {rule ? (
        <Content key={rule.id} rule={rule} refresh={refresh} />
      ) : (
        (isGone || refusal) && (
          <Emptiness
            isPage
            icon={<IconShieldLock size={28} />}
            title={isGone ? 'There is no such rule' : 'The rule could not be read'}
          >
            {isGone ? 'Somebody may have deleted it.' : refusal?.message}
          </Emptiness>
        )
      )}
    </div>
  );
}

function Content({ rule, refresh }: { rule: RuleRow; refresh(): void }) {
  const isWildcard = rule.pattern.startsWith('*.');
  return (
    <>
      <Head rule={rule} refresh={refresh} />
      <div className="domainColumns">
        <div className="domainColumn">
          <DomainChart pattern={rule.pattern} />
          <section className="panel" aria-labelledby="serversTitle">
            <h2 className="panelTitle" id="serversTitle">
              Test of its mail servers
            </h2>
            {isWildcard ? (
              <WildcardTest parent={rule.pattern.slice(2)} />
            ) : (
              <DomainTestResult domain={rule.pattern} rule={rule} />
            )}
          </section>
          {isWildcard && <CoveredNames rule={rule} />}
          <RecentLog pattern={rule.pattern} />
        </div>
        <div className="domainColumn">
          <RulePanel rule={rule} />
          <DomainQueue pattern={rule.pattern} />
        </div>
      </div>
    </>
  );
}

function Head({ rule, refresh }: { rule: RuleRow; refresh(): void }) {
  const { engine, rules } = useAppStores();
  const [editing, setEditing] = useState(false);
  const setEnabled = (enabled: boolean) => {
    engine
      .call('rules.change', { ids: [rule.id], change: { enabled } })
      .then(refresh, (error: unknown) => tellFailed(`${rule.displayPattern} was not changed`, error));
  };
  const onDelete = () =>
    void deleteRules({
      engine,
      rules: rules.getState(),
      ids: [rule.id],
      names: [rule],
      onDone: () => go('domains'),
    });
  return (
    <>
      <PageHeader
        title={rule.displayPattern}
        actions={
          <>
            <Switch
              className="headSwitch"
              label="Enabled"
              checked={rule.enabled}
              onChange={(event) => setEnabled(event.currentTarget.checked)}
            />
            <Button variant="default" leftSection={<IconPencil size={17} />} onClick={() => setEditing(true)}>
              Change
            </Button>
            <Button variant="default" className="dangerButton" leftSection={<IconTrash size={17} />} onClick={onDelete}>
              Delete
            </Button>
          </>
        }
      >
        <span className="domainLead">
          <ToneMark tone={rule.enabled && rule.mode !== 'watch' ? 'good' : 'plain'}>
            {modeWords[rule.mode].name}
          </ToneMark>
          {directionWords[rule.direction].sentence}
          {!rule.enabled && ' · switched off: the rule holds nothing up'}
        </span>
      </PageHeader>
      <RuleForm opened={editing} rule={rule} onClose={() => setEditing(false)} />
    </>
  );
}
