import { Button } from '@mantine/core';
import type { HistoryEntry, HistoryTimeline } from '../../../shared/contract/history.ts';
import { displayAddress } from '../../ui/idn.ts';
import { counted } from '../../ui/quantity.ts';
import { clockTime, dayUnlessToday, fullTime, lengthOfTime } from '../../ui/time.ts';
import { entryNote, entryTitle, entryTone } from '../sentences/entries.ts';
import { outcomeWords } from '../sentences/outcomes.ts';

interface MessageTimelineProps {
  timeline: HistoryTimeline;
  /** The entry that is open. */
  current: number;
  onGo(seq: number): void;
}

/** Every attempt of a message in one place, oldest first, with the time between. */
export function MessageTimeline({ timeline: { entries, cut }, current, onGo }: MessageTimelineProps) {
  const recipients = new Set(entries.map(({ recipient }) => recipient).filter((recipient) => recipient !== null));
  const attempts = Math.max(0, ...entries.map(({ attempt }) => attempt ?? 0));
  const [first] = entries;
  const hasDays = first !== undefined && dayUnlessToday(first.at, Date.now()) !== '';
  const last = entries.at(-1);
  return (
    <section aria-label="This message">
      <h3 className="factsTitle">This message so far</h3>
      {first && last && (
        <p className="quieter">
          {[
            counted(attempts, 'attempt'),
            ...(recipients.size > 1 ? [counted(recipients.size, 'recipient')] : []),
            ...(Date.parse(last.at) - Date.parse(first.at) < 1000
              ? []
              : [`${lengthOfTime(Date.parse(last.at) - Date.parse(first.at))} from first to last`]),
          ].join(' · ')}
          {cut && ' · only the latest are shown'}
        </p>
      )}
      <ol className="timeline" data-days={hasDays || undefined}>
        {entries.map((entry, index) => (
          <Step
            key={entry.seq}
            entry={entry}
            before={entries[index - 1] ?? null}
            withRecipient={recipients.size > 1}
            isCurrent={entry.seq === current}
            onGo={onGo}
          />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  entry: HistoryEntry;
  before: HistoryEntry | null;
  withRecipient: boolean;
  isCurrent: boolean;
  onGo(seq: number): void;
}

function Step({ entry, before, withRecipient, isCurrent, onGo }: StepProps) {
  const sinceMs = before === null ? 0 : Date.parse(entry.at) - Date.parse(before.at);
  const day = dayUnlessToday(entry.at, Date.now());
  const note = entryNote(entry, entry.nextAttemptAt === null ? null : clockTime(entry.nextAttemptAt));
  const more = [
    entry.attempt === null || entry.outcome === 'accepted' ? null : `attempt ${entry.attempt}`,
    entry.host,
    withRecipient && entry.recipient !== null ? displayAddress(entry.recipient) : null,
    note,
  ].filter((text) => text !== null);
  return (
    <>
      {sinceMs >= 1000 && <li className="timelineGap">{lengthOfTime(sinceMs)} later</li>}
      <li className="timelineStep" data-tone={entryTone(entry)} aria-current={isCurrent ? 'step' : undefined}>
        <span className="timelineDot" aria-hidden />
        <time dateTime={entry.at} title={fullTime(entry.at)} className="numeric quieter">
          {day === '' ? '' : `${day}, `}
          {clockTime(entry.at)}
        </time>
        <div className="stacked">
          <Button
            variant="transparent"
            size="compact-sm"
            className="timelineLink"
            onClick={() => onGo(entry.seq)}
            aria-label={`${outcomeWords[entry.outcome].word}: ${entryTitle(entry)}, ${clockTime(entry.at)}`}
          >
            {entryTitle(entry)}
          </Button>
          {more.length > 0 && <bdi className="quieter breakAnywhere">{more.join(' · ')}</bdi>}
        </div>
      </li>
    </>
  );
}
