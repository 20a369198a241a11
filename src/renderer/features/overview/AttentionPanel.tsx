import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconLockX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Attention, Notice, Status } from '../../../shared/contract/status.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { counted } from '../../ui/quantity.ts';
import { DueTime, TimeLeft } from '../../ui/RelativeTime.tsx';
import { useNow } from '../../ui/useNow.ts';
import { failureSentences, inSentence } from '../sentences/failures.ts';
import { noticeSentences } from '../sentences/notices.ts';
import { hrefOf } from '../shell/router.ts';

/** The most urgent are the first: more at once would only frighten. */
const shownAtFirst = 6;

/** The last day of a message: after it, its sender has to send it again. */
const urgentMs = 24 * 3_600_000;

export function AttentionPanel({ status }: { status: Status }) {
  const { attention, notices } = status;
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? attention : attention.slice(0, shownAtFirst);
  const hidden = attention.length - shown.length;
  const isQuiet = attention.length === 0 && notices.length === 0;
  return (
    <section className="panel" aria-labelledby="attentionTitle">
      <h2 className="panelTitle" id="attentionTitle">
        Needs attention
      </h2>
      {isQuiet ? (
        <p className="quiet">
          <IconCircleCheck size={20} aria-hidden />
          Nothing at the moment. No mail is stuck.
        </p>
      ) : (
        <ul className="attentionList">
          {notices.map((notice) => (
            <NoticeItem key={`${notice.kind} ${notice.at} ${notice.detail}`} notice={notice} />
          ))}
          {shown.map((item) => (
            <AttentionItem key={`${item.domain} ${item.code}`} item={item} />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <Button className="showMore" variant="subtle" size="compact-sm" onClick={() => setShowsAll(true)}>
          Show {counted(hidden, 'more domain')}
        </Button>
      )}
    </section>
  );
}

function AttentionItem({ item }: { item: Attention }) {
  const Icon = isTlsFailure(item.code) ? IconLockX : IconAlertTriangle;
  const isUrgent = Date.parse(item.soonestExpiresAt) - useNow() < urgentMs;
  return (
    <li className="attention" data-tone={isUrgent ? 'bad' : 'wait'}>
      <span className="attentionIcon" aria-hidden>
        <Icon size={20} stroke={1.7} />
      </span>
      <div className="attentionText">
        <p className="attentionTitle">
          <strong dir="auto">{item.domain}:</strong> {inSentence(failureSentences[item.code].title)}
        </p>
        <p className="attentionNote">
          {counted(item.messages, 'message waits', 'messages wait')}
          {item.nextAttemptAt !== null && (
            <>
              {' '}
              · next try <DueTime at={item.nextAttemptAt} />
            </>
          )}{' '}
          ·{' '}
          <span className="untilGivenUp" data-urgent={isUrgent || undefined}>
            given up in <TimeLeft until={item.soonestExpiresAt} />
          </span>
        </p>
      </div>
      <div className="attentionActions">
        <Button
          component="a"
          href={hrefOf('queue', { domain: item.domain })}
          size="compact-sm"
          variant="default"
          aria-label={`Show the messages to ${item.domain}`}
        >
          Messages
        </Button>
        <Button
          component="a"
          href={hrefOf('log', { domain: item.domain })}
          size="compact-sm"
          variant="default"
          aria-label={`Show the log of ${item.domain}`}
        >
          Log
        </Button>
      </div>
    </li>
  );
}

function NoticeItem({ notice }: { notice: Notice }) {
  const { title, advice, link } = noticeSentences[notice.kind];
  return (
    <li className="attention" data-tone="bad">
      <span className="attentionIcon" aria-hidden>
        <IconAlertTriangle size={20} stroke={1.7} />
      </span>
      <div className="attentionText">
        <p className="attentionTitle">
          <strong>{title}</strong>
        </p>
        <p className="attentionNote">
          {advice} {notice.detail}
        </p>
      </div>
      <div className="attentionActions">
        <Button component="a" href={hrefOf(link.page, link.params)} size="compact-sm" variant="default">
          {link.label}
        </Button>
      </div>
    </li>
  );
}
