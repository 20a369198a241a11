import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { displayAddress } from '../../ui/idn.ts';
import { clockTime, dayUnlessToday, fullTime } from '../../ui/time.ts';
import { EntryDrawer } from '../log/EntryDrawer.tsx';
import { outcomeIcons } from '../log/outcomeIcons.ts';
import { entryNote, entryTitle, entryTone } from '../sentences/entries.ts';
import { outcomeWords } from '../sentences/outcomes.ts';
import { hrefOf } from '../shell/router.ts';
import { useRecentEntries } from './useRecentEntries.ts';

/** What happened to the mail of a domain, the newest first, as it happens. */
export function RecentLog({ pattern }: { pattern: string }) {
  const entries = useRecentEntries(pattern);
  const [opened, setOpened] = useState<number | null>(null);
  return (
    <section className="panel" aria-labelledby="recentTitle">
      <div className="panelHead">
        <h2 className="panelTitle" id="recentTitle">
          Recent log
        </h2>
        <a href={hrefOf('log', { domain: pattern.replace(/^\*/, '') })}>All in the live log</a>
      </div>
      {entries?.length === 0 && <p className="quieter">No mail so far. What happens is seen here at once.</p>}
      <ul className="recentEntries">
        {entries?.map((entry) => (
          <li key={entry.seq}>
            <EntryLine entry={entry} onOpen={() => setOpened(entry.seq)} />
          </li>
        ))}
      </ul>
      <EntryDrawer alone seq={opened} onGo={setOpened} onClose={() => setOpened(null)} />
    </section>
  );
}

function EntryLine({ entry, onOpen }: { entry: HistoryEntry; onOpen(): void }) {
  const Icon = outcomeIcons[entry.outcome];
  const note = entryNote(entry, entry.nextAttemptAt === null ? null : clockTime(entry.nextAttemptAt));
  const who = entry.direction === 'inbound' ? fromWhom(entry) : toWhom(entry);
  const about = [who, note].filter((part) => part !== null).join(' · ');
  const day = dayUnlessToday(entry.at, Date.now());
  return (
    <UnstyledButton className="recentEntry" onClick={onOpen}>
      <span className="toneIcon" data-tone={entryTone(entry)}>
        <Icon size={17} stroke={1.9} aria-hidden />
        <span className="visuallyHidden">{outcomeWords[entry.outcome].word}: </span>
      </span>
      <span className="stacked">
        <span className="strong breakAnywhere">{entryTitle(entry)}</span>
        <span className="quieter breakAnywhere" dir="auto">
          {about}
        </span>
      </span>
      <time className="quieter numeric recentTime" dateTime={entry.at} title={fullTime(entry.at)}>
        {day === '' ? clockTime(entry.at) : day}
      </time>
    </UnstyledButton>
  );
}

function toWhom({ recipient, domain }: HistoryEntry): string | null {
  const who = recipient ?? domain;
  return who === null ? null : displayAddress(who);
}

function fromWhom({ sender, recipient }: HistoryEntry): string | null {
  return sender ? `from ${displayAddress(sender)}` : recipient;
}
