import { Button, Code, Drawer } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores, useLog } from '../../stores/appStores.tsx';
import { FactList, fact } from '../../ui/FactList.tsx';
import { DueTime, TimeLeft } from '../../ui/RelativeTime.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { fullTime } from '../../ui/time.ts';
import { CertificatePanel } from '../certificate/CertificatePanel.tsx';
import { entryStory, entryTitle, entryTone } from '../sentences/entries.ts';
import { directionWords, modeWords, protocolWord } from '../sentences/modes.ts';
import { outcomeWords } from '../sentences/outcomes.ts';
import { hrefOf } from '../shell/router.ts';

/** One entry in plain words first, and then with everything that is known. */
export function EntryDrawer({ seq, onClose }: { seq: number | null; onClose(): void }) {
  const { entry, refusal } = useEntry(seq);
  return (
    <Drawer
      opened={seq !== null}
      onClose={onClose}
      position="right"
      size={580}
      title={entry ? entryTitle(entry) : 'Log entry'}
      classNames={{ title: 'drawerTitle' }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {entry && <EntryDetails entry={entry} />}
      {refusal && <p>{refusal.message}</p>}
    </Drawer>
  );
}

/** The entry from the list, or from the engine where the list does not have it. Kept while the drawer closes. */
function useEntry(seq: number | null): { entry: HistoryEntry | null; refusal: Refusal | null } {
  const { engine } = useAppStores();
  const listed = useLog((state) => (seq === null ? undefined : state.entries.find((entry) => entry.seq === seq)));
  const [found, setFound] = useState<{ entry: HistoryEntry | null; refusal: Refusal | null }>({
    entry: null,
    refusal: null,
  });

  useEffect(() => {
    if (seq === null) return;
    if (listed) {
      setFound({ entry: listed, refusal: null });
      return;
    }
    let current = true;
    engine.call('history.get', { seq }).then(
      ({ entry }) => current && setFound({ entry, refusal: null }),
      (error: unknown) =>
        current &&
        setFound((before) => (before.entry?.seq === seq ? before : { entry: null, refusal: refusalOfError(error) })),
    );
    return () => {
      current = false;
    };
  }, [seq, listed, engine]);
  return found;
}

function EntryDetails({ entry }: { entry: HistoryEntry }) {
  const story = entryStory(entry);
  return (
    <div className="entry">
      <p className="entryLine">
        <ToneMark tone={entryTone(entry)}>{outcomeWords[entry.outcome].word}</ToneMark>
        <span>{entry.stage}</span>
        <time dateTime={entry.at}>{fullTime(entry.at)}</time>
      </p>
      <section className="story">
        <h3>What happened</h3>
        <p>{story.what}</p>
        {story.why !== null && (
          <>
            <h3>Why</h3>
            <p>{story.why}</p>
          </>
        )}
        {story.advice !== null && (
          <>
            <h3>What to do</h3>
            <p>{story.advice}</p>
          </>
        )}
      </section>
      {(entry.nextAttemptAt !== null || entry.expiresAt !== null) && (
        <div className="entryTimes">
          {entry.nextAttemptAt !== null && (
            <div>
              <span className="quieter">{entry.outcome === 'paused' ? 'Deliveries go on' : 'Next try'}</span>
              <strong>
                <DueTime at={entry.nextAttemptAt} />
              </strong>
            </div>
          )}
          {entry.expiresAt !== null && (
            <div>
              <span className="quieter">Given up in</span>
              <strong>
                <TimeLeft until={entry.expiresAt} />
              </strong>
            </div>
          )}
          {entry.attempt !== null && (
            <div>
              <span className="quieter">Attempt</span>
              <strong>{entry.attempt}</strong>
            </div>
          )}
        </div>
      )}
      <h3 className="factsTitle">Message</h3>
      <FactList
        facts={[
          fact('From', entry.sender === '' ? 'no sender (automatic notice)' : entry.sender),
          fact('To', entry.recipient),
          fact('Domain', entry.domain),
          fact('Direction', entry.direction === null ? null : directionWords[entry.direction].name),
          fact('Message ID', entry.messageId, { copy: true, mono: true }),
          fact('Queue ID', entry.queueId, { copy: true, mono: true }),
        ]}
      />
      <h3 className="factsTitle">Connection</h3>
      <FactList
        facts={[
          fact('Host', entry.host, { copy: true }),
          fact('Address', entry.address, { copy: true }),
          fact('Held to', entry.mode === null ? null : modeWords[entry.mode].name),
          fact('Protocol', entry.protocol === null ? null : protocolWord(entry.protocol)),
          fact('Cipher', entry.cipher, { mono: true }),
          fact('Code', entry.code, { mono: true }),
          fact('Reply', entry.reply, { mono: true }),
          entry.nextAttemptAt === null && entry.attempt !== null ? fact('Attempt', String(entry.attempt)) : null,
        ]}
      />
      {entry.certificate && (
        <>
          <h3 className="factsTitle">Certificate</h3>
          <CertificatePanel certificate={entry.certificate} />
        </>
      )}
      {entry.detail !== null && (
        <>
          <h3 className="factsTitle">Technical detail</h3>
          <Code block className="detailCode">
            {entry.detail}
          </Code>
        </>
      )}
      <div className="entryLinks">
        {entry.queueId !== null && (
          <Button component="a" href={hrefOf('log', { message: entry.queueId })} variant="default" size="xs">
            Everything about this message
          </Button>
        )}
        {entry.domain !== null && (
          <Button component="a" href={hrefOf('queue', { domain: entry.domain })} variant="default" size="xs">
            Messages waiting for the domain
          </Button>
        )}
      </div>
    </div>
  );
}
