/* biome-ignore-all lint/a11y/useSemanticElements: cells of an EndlessGrid. */
/* biome-ignore-all lint/a11y/useFocusableInteractive: of a grid with row focus, only rows take part (ARIA APG, grid). */
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { memo } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { hasMatch, snippetAround } from '../../ui/highlight.ts';
import { displayAddress, displayDomain } from '../../ui/idn.ts';
import { Marked } from '../../ui/Marked.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { clockTime, dayUnlessToday, fullTime } from '../../ui/time.ts';
import { entryNote, entryTitle, entryTone } from '../sentences/entries.ts';
import { protocolWord } from '../sentences/modes.ts';
import { outcomeWords } from '../sentences/outcomes.ts';
import { outcomeIcons } from './outcomeIcons.ts';

interface LogCellsProps {
  entry: HistoryEntry;
  /** What the reader searched for, to be marked. */
  sought: string;
  isNarrow: boolean;
  /** `4 min ago` instead of `14:03:22`. */
  relativeTimes: boolean;
}

/** One row of the live log. Rendered again only when one of its four values changes. */
export const LogCells = memo(function LogCells({ entry, sought, isNarrow, relativeTimes }: LogCellsProps) {
  return (
    <>
      <div role="gridcell" className="gridCell">
        <Time at={entry.at} relative={relativeTimes} />
      </div>
      <div role="gridcell" className="gridCell">
        <What entry={entry} sought={sought} />
      </div>
      <div role="gridcell" className="gridCell">
        <Mail entry={entry} sought={sought} />
      </div>
      <div role="gridcell" className="gridCell">
        <Connection entry={entry} sought={sought} isNarrow={isNarrow} />
      </div>
    </>
  );
});

function Time({ at, relative }: { at: string; relative: boolean }) {
  if (relative) return <RelativeTime at={at} />;
  const day = dayUnlessToday(at, Date.now());
  return (
    <time dateTime={at} title={fullTime(at)} className="stacked numeric">
      <span>{clockTime(at)}</span>
      {day !== '' && <span className="quieter">{day}</span>}
    </time>
  );
}

function What({ entry, sought }: { entry: HistoryEntry; sought: string }) {
  const Icon = outcomeIcons[entry.outcome];
  const title = entryTitle(entry);
  const note = entryNote(entry, entry.nextAttemptAt === null ? null : clockTime(entry.nextAttemptAt));
  const found = foundElsewhere(entry, sought);
  return (
    <span className="withIcon">
      <span className="toneIcon rowMark" data-tone={entryTone(entry)} data-select-row title="Select">
        <Icon size={17} stroke={1.9} aria-hidden />
        <span className="visuallyHidden">{outcomeWords[entry.outcome].word}: </span>
      </span>
      <span className="stacked">
        <span className="clipped strong" title={title}>
          {title}
        </span>
        {found === null ? (
          <Line text={note === null ? entry.stage : `${entry.stage} · ${note}`} sought="" quiet />
        ) : (
          <Line text={found} sought={sought} quiet />
        )}
      </span>
    </span>
  );
}

/** Where the search found the entry by a text that the row does not show, some words of that text. */
function foundElsewhere(entry: HistoryEntry, sought: string): string | null {
  if (sought === '') return null;
  const seen = [entry.recipient, entry.sender, entry.host, entry.recipient === null ? entry.domain : null];
  if (seen.some((text) => hasMatch(text, sought) || hasMatch(text && displayAddress(text), sought))) return null;
  const others = [entry.reply, entry.detail, entry.code, entry.messageId, entry.queueId, entry.domain];
  const text = others.find((other) => hasMatch(other, sought));
  return text ? snippetAround(text, sought) : null;
}

function Mail({ entry, sought }: { entry: HistoryEntry; sought: string }) {
  const main = entry.recipient ?? entry.domain;
  if (main === null && entry.sender === null) {
    return entry.detail === null ? null : <Line text={entry.detail} sought={sought} quiet />;
  }
  return (
    <span className="stacked">
      {main === null ? <span>–</span> : <Line text={displayAddress(main)} title={main} sought={sought} />}
      {entry.sender === '' && <span className="clipped quieter">no sender (automatic notice)</span>}
      {entry.sender && (
        <Line text={displayAddress(entry.sender)} title={entry.sender} sought={sought} before="from " quiet />
      )}
    </span>
  );
}

function Connection({ entry, sought, isNarrow }: { entry: HistoryEntry; sought: string; isNarrow: boolean }) {
  const where = entry.host ?? entry.address;
  const inTheClear = entry.protocol === null && entry.outcome === 'delivered';
  return (
    <span className="stacked">
      {entry.protocol !== null && (
        <span className="lockLine">
          <IconLock size={15} aria-hidden /> {protocolWord(entry.protocol)}
        </span>
      )}
      {inTheClear && (
        <span className="lockLine">
          <IconLockOpen size={15} aria-hidden /> In the clear
        </span>
      )}
      {where !== null && (!isNarrow || !inTheClear) && (
        <Line text={displayDomain(where)} title={where} sought={sought} quiet />
      )}
    </span>
  );
}

interface LineProps {
  text: string;
  /** The form in which the log keeps it, where that is another. */
  title?: string;
  sought: string;
  before?: string;
  quiet?: boolean;
}

/** One line, cut where there is no room. What comes from outside keeps its own direction of writing. */
function Line({ text, title = text, sought, before = '', quiet = false }: LineProps) {
  return (
    <span className={quiet ? 'clipped quieter' : 'clipped'} title={title === text ? text : `${text} (${title})`}>
      {before}
      <bdi>
        <Marked text={text} sought={sought} />
      </bdi>
    </span>
  );
}
