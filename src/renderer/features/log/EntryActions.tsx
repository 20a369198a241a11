import { Button } from '@mantine/core';
import { IconRefresh, IconShieldCheck, IconShieldPlus, IconStack2 } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import { useAppStores, useStatus } from '../../stores/appStores.tsx';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { RuleForm } from '../domains/RuleForm.tsx';
import { doneText } from '../queue/queueWords.ts';
import { hrefOf } from '../shell/router.ts';
import { TestDrawer, type TestedPattern } from '../verdict/TestDrawer.tsx';

interface EntryActionsProps {
  entry: HistoryEntry;
  /** Rises when something happened to the message: it may have left the queue. */
  version: number;
  /** A window stands in front of the entry's: keys are meant for it. */
  onCovered(covered: boolean): void;
}

/** What can be done about an entry, as far as it still can. */
export function EntryActions({ entry, version, onCovered }: EntryActionsProps) {
  const { engine } = useAppStores();
  const message = useQueued(entry.queueId, version);
  const isPaused = useStatus(({ status }) => (status?.pause ?? null) !== null);
  const rule = useRule(entry.ruleId);
  const [form, setForm] = useState(false);
  const [tested, setTested] = useState<TestedPattern | null>(null);
  const { domain } = entry;
  const isCovered = form || tested !== null;

  useEffect(() => onCovered(isCovered), [isCovered, onCovered]);

  // A rule names the other side's domain: on the way in that is the sender's, and what comes after taking its mail, on the
  // way to our own server, is up to a route and not to a rule.
  const isTaking = entry.stage === 'Processing: Accept';
  const ruledDomain = entry.direction !== 'inbound' ? domain : isTaking ? domainOf(entry.sender) : null;

  const retry = (queueId: string) => {
    engine.call('queue.retry', { queueIds: [queueId] }).then(
      ({ count, cancelled }) => tellDone(doneText('retry', { count, cancelled, isPaused })),
      (error: unknown) => tellFailed('The message was not tried again', error),
    );
  };

  return (
    <div className="entryLinks">
      {message && (
        <>
          <Button size="xs" leftSection={<IconRefresh size={15} />} onClick={() => retry(message.queueId)}>
            Retry now
          </Button>
          <Button
            component="a"
            href={hrefOf('queue', { ...(domain === null ? {} : { domain }), message: message.queueId })}
            variant="default"
            size="xs"
            leftSection={<IconStack2 size={15} />}
          >
            Open in the queue
          </Button>
        </>
      )}
      {rule ? (
        <Button variant="default" size="xs" leftSection={<IconShieldCheck size={15} />} onClick={() => setForm(true)}>
          Open the rule
        </Button>
      ) : (
        entry.ruleId === null &&
        ruledDomain !== null && (
          <Button variant="default" size="xs" leftSection={<IconShieldPlus size={15} />} onClick={() => setForm(true)}>
            Add a rule for the domain
          </Button>
        )
      )}
      {domain !== null && entry.direction !== 'inbound' && (
        <Button variant="default" size="xs" onClick={() => setTested({ pattern: domain, rule: null })}>
          Test the domain now
        </Button>
      )}
      <RuleForm opened={form} rule={rule} pattern={ruledDomain ?? ''} onClose={() => setForm(false)} />
      <TestDrawer tested={tested} onClose={() => setTested(null)} />
    </div>
  );
}

/** The message while it is in the queue; null once it is not. */
function useQueued(queueId: string | null, version: number): QueuedMessage | null {
  const { engine } = useAppStores();
  const [found, setFound] = useState<QueuedMessage | null>(null);
  // Asked anew whenever something happened to the message.
  useEffect(() => {
    if (queueId === null) {
      setFound(null);
      return;
    }
    let current = true;
    engine.call('queue.get', { queueId }).then(
      ({ message }) => current && setFound(message),
      () => current && setFound(null),
    );
    return () => {
      current = false;
    };
  }, [queueId, version, engine]);
  return found?.queueId === queueId ? found : null;
}

/** The rule that was followed, while there is one. */
function useRule(id: string | null): Rule | null {
  const { engine } = useAppStores();
  const [found, setFound] = useState<Rule | null>(null);
  useEffect(() => {
    if (id === null) return;
    let current = true;
    engine.call('rules.get', { id }).then(
      ({ rule }) => current && setFound(rule),
      () => current && setFound(null),
    );
    return () => {
      current = false;
    };
  }, [id, engine]);
  return found?.id === id ? found : null;
}

function domainOf(address: string | null): string | null {
  const at = address?.lastIndexOf('@') ?? -1;
  return address === null || at < 0 ? null : address.slice(at + 1) || null;
}
