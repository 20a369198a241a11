import { Button, Code } from '@mantine/core';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { type Fact, FactList } from '../../ui/FactList.tsx';
import { displayAddress } from '../../ui/idn.ts';
import { Marked } from '../../ui/Marked.tsx';
import { DueTime, TimeLeft } from '../../ui/RelativeTime.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { fullTime, shortTime } from '../../ui/time.ts';
import { CertificatePanel } from '../certificate/CertificatePanel.tsx';
import { entryTitle, entryTone } from '../sentences/entries.ts';
import { entryStory } from '../sentences/entryStory.ts';
import { directionWords, modeWords, protocolWord } from '../sentences/modes.ts';
import { outcomeWords } from '../sentences/outcomes.ts';
import { hrefOf } from '../shell/router.ts';
import { EntryActions } from './EntryActions.tsx';
import { MessageTimeline } from './MessageTimeline.tsx';
import { useTimeline } from './useTimeline.ts';
import { whatCameLater } from './whatCameLater.ts';

interface EntryDetailsProps {
  entry: HistoryEntry;
  /** What the reader searched for, to be marked. */
  sought: string;
  onGo(seq: number): void;
  onCovered(covered: boolean): void;
}

export function EntryDetails({ entry, sought, onGo, onCovered }: EntryDetailsProps) {
  const timeline = useTimeline(entry.queueId);
  const story = entryStory(entry);
  const later = entry.nextAttemptAt === null ? null : whatCameLater(entry, timeline?.entries ?? []);
  const marked = (label: string, value: string | null, more: { copy?: boolean; mono?: boolean } = {}): Fact | null =>
    value === null || value === ''
      ? null
      : {
          label,
          value: <Marked text={value} sought={sought} />,
          ...(more.copy ? { copy: value } : {}),
          ...(more.mono ? { mono: true } : {}),
        };
  /** A name as people write it, and beside it as machines do. */
  const named = (label: string, value: string | null): Fact | null => {
    const shown = value === null ? null : displayAddress(value);
    if (value === null || shown === null || shown === value) return marked(label, value);
    return {
      label,
      value: (
        <>
          <Marked text={shown} sought={sought} />{' '}
          <span className="quieter">
            (<Marked text={value} sought={sought} />)
          </span>
        </>
      ),
      copy: value,
    };
  };
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
      {later === null ? <EntryTimes entry={entry} /> : <Later entry={later} onGo={onGo} />}
      <EntryActions entry={entry} version={timeline?.entries.length ?? 0} onCovered={onCovered} />
      {timeline && timeline.entries.length > 0 && (
        <MessageTimeline timeline={timeline} current={entry.seq} onGo={onGo} />
      )}
      <h3 className="factsTitle">Message</h3>
      <FactList
        facts={[
          entry.sender === '' ? { label: 'From', value: 'no sender (automatic notice)' } : named('From', entry.sender),
          named('To', entry.recipient),
          named('Domain', entry.domain),
          marked('Direction', entry.direction === null ? null : directionWords[entry.direction].name),
          marked('Message ID', entry.messageId, { copy: true, mono: true }),
          marked('Queue ID', entry.queueId, { copy: true, mono: true }),
        ]}
      />
      <h3 className="factsTitle">Connection</h3>
      <FactList
        facts={[
          named('Host', entry.host),
          marked('Address', entry.address, { copy: true }),
          marked('Held to', entry.mode === null ? null : modeWords[entry.mode].name),
          marked('Protocol', entry.protocol === null ? null : protocolWord(entry.protocol)),
          marked('Cipher', entry.cipher, { mono: true }),
          marked('Code', entry.code, { mono: true }),
          marked('Reply', entry.reply, { copy: true, mono: true }),
          entry.nextAttemptAt === null && entry.attempt !== null ? marked('Attempt', String(entry.attempt)) : null,
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
            <Marked text={entry.detail} sought={sought} />
          </Code>
        </>
      )}
      <div className="entryLinks">
        {entry.queueId !== null && (
          <Button component="a" href={hrefOf('log', { message: entry.queueId })} variant="default" size="xs">
            Only this message in the log
          </Button>
        )}
        {entry.domain !== null && (
          <Button component="a" href={hrefOf('log', { domain: entry.domain })} variant="default" size="xs">
            Only this domain in the log
          </Button>
        )}
      </div>
    </div>
  );
}

/** In place of times that have passed: what became of the message since. */
function Later({ entry, onGo }: { entry: HistoryEntry; onGo(seq: number): void }) {
  return (
    <div className="entryTimes">
      <div>
        <span className="quieter">Since then, {shortTime(entry.at)}</span>
        <Button variant="transparent" size="compact-sm" className="timelineLink" onClick={() => onGo(entry.seq)}>
          {entryTitle(entry)}
        </Button>
      </div>
    </div>
  );
}

function EntryTimes({ entry: { outcome, nextAttemptAt, expiresAt, attempt } }: { entry: HistoryEntry }) {
  if (nextAttemptAt === null && expiresAt === null) return null;
  return (
    <div className="entryTimes">
      {nextAttemptAt !== null && (
        <div>
          <span className="quieter">{outcome === 'paused' ? 'Deliveries go on' : 'Next try'}</span>
          <strong>
            <DueTime at={nextAttemptAt} />
          </strong>
        </div>
      )}
      {expiresAt !== null && (
        <div>
          <span className="quieter">Given up in</span>
          <strong>
            <TimeLeft until={expiresAt} />
          </strong>
        </div>
      )}
      {attempt !== null && (
        <div>
          <span className="quieter">Attempt</span>
          <strong>{attempt}</strong>
        </div>
      )}
    </div>
  );
}
