import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { displayAddress } from '../../ui/idn.ts';
import { clockTime, dayUnlessToday, fullTime } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';
import { entryTitle, entryTone } from '../sentences/entries.ts';
import { hrefOf } from '../shell/router.ts';

/** What happened to a message so far, the newest on top; each leads to its entry in the log. */
export function MessageTimeline({ entries }: { entries: readonly HistoryEntry[] }) {
  const now = useNow();
  return (
    <ol className="messageTimeline">
      {entries.map((entry) => (
        <li key={entry.seq} className="messageTimelineItem" data-tone={entryTone(entry)}>
          <span className="stateDot" aria-hidden />
          <time className="numeric quieter" dateTime={entry.at} title={fullTime(entry.at)}>
            {dayUnlessToday(entry.at, now)} {clockTime(entry.at)}
          </time>
          <span className="stacked">
            <a href={hrefOf('log', { message: entry.queueId ?? '', entry: String(entry.seq) })}>{entryTitle(entry)}</a>
            <span className="quieter breakAnywhere">{aboutEntry(entry)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function aboutEntry({ attempt, host, recipient, outcome }: HistoryEntry): string {
  const isTry = outcome === 'deferred' || outcome === 'delivered' || outcome === 'failed' || outcome === 'next-host';
  return [isTry && attempt !== null ? `try ${attempt}` : null, recipient && displayAddress(recipient), host]
    .filter((part) => part !== null)
    .join(' · ');
}
