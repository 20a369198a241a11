import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconLockX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Attention, EndingCertificate, Notice, Status } from '../../../shared/contract/status.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { displayDomain } from '../../ui/idn.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { TimeLeft } from '../../ui/RelativeTime.tsx';
import { useNow } from '../../ui/useNow.ts';
import { NextTryTime } from '../queue/NextTryTime.tsx';
import { useQueueActions } from '../queue/useQueueActions.tsx';
import { failureSentences, inSentence } from '../sentences/failures.ts';
import { endingStory, type NoticeStory, noticeStory } from '../sentences/notices.ts';
import type { Tone } from '../sentences/outcomes.ts';
import { hrefOf } from '../shell/router.ts';

/** The most urgent are the first: more at once would only frighten. */
const shownAtFirst = 5;

/** The last day of a message: after it, its sender has to send it again. */
const urgentMs = 24 * 3_600_000;

export function AttentionPanel({ status }: { status: Status }) {
  const [showsAll, setShowsAll] = useState(false);
  const concerns = concernsOf(status);
  const shown = showsAll ? concerns : concerns.slice(0, shownAtFirst);
  const hidden = concerns.length - shown.length;
  const isQuiet = concerns.length === 0;
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
          {shown.map((concern) => (
            <ConcernItem key={concern.key} concern={concern} />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <Button className="showMore" variant="subtle" size="compact-sm" onClick={() => setShowsAll(true)}>
          Show {wholeNumber(hidden)} more
        </Button>
      )}
    </section>
  );
}

type Concern =
  | { kind: 'notice'; key: string; notice: Notice }
  | { kind: 'domain'; key: string; item: Attention }
  | { kind: 'certificate'; key: string; ending: EndingCertificate };

/** What concerns all mail comes first, then mail that waits now, then what will make mail wait. */
function concernsOf({ attention, notices, endingCertificates }: Status): Concern[] {
  const waiting = new Set(attention.map(({ domain }) => domain));
  return [
    ...notices.map((notice): Concern => {
      return { kind: 'notice', key: `${notice.kind} ${notice.subject ?? ''} ${notice.detail}`, notice };
    }),
    ...attention.map((item): Concern => ({ kind: 'domain', key: `${item.domain} ${item.code}`, item })),
    // Mail that waits because of it says the same, and more.
    ...endingCertificates
      .filter(({ pattern }) => !waiting.has(pattern))
      .map((ending): Concern => ({ kind: 'certificate', key: `certificate ${ending.pattern}`, ending })),
  ];
}

function ConcernItem({ concern }: { concern: Concern }) {
  const now = useNow();
  switch (concern.kind) {
    case 'domain':
      return <AttentionItem item={concern.item} />;
    case 'notice':
      return <StoryItem story={noticeStory(concern.notice)} tone="bad" />;
    case 'certificate':
      return <StoryItem story={endingStory(concern.ending, now)} tone="wait" />;
    default:
      return assertNever(concern);
  }
}

function AttentionItem({ item }: { item: Attention }) {
  const act = useQueueActions();
  const Icon = isTlsFailure(item.code) ? IconLockX : IconAlertTriangle;
  const isUrgent = Date.parse(item.soonestExpiresAt) - useNow() < urgentMs;
  return (
    <li className="attention" data-tone={isUrgent ? 'bad' : 'wait'}>
      <span className="attentionIcon" aria-hidden>
        <Icon size={20} stroke={1.7} />
      </span>
      <div className="attentionText">
        <p className="attentionTitle">
          <strong dir="auto">{displayDomain(item.domain)}:</strong> {inSentence(failureSentences[item.code].title)}
        </p>
        <p className="attentionNote">
          {counted(item.messages, 'message waits', 'messages wait')}
          {item.nextAttemptAt !== null && (
            <>
              {' '}
              <span className="unbroken">
                · next try <NextTryTime at={item.nextAttemptAt} />
              </span>
            </>
          )}{' '}
          <span className="unbroken">
            ·{' '}
            <span className="untilGivenUp" data-urgent={isUrgent || undefined}>
              given up in <TimeLeft until={item.soonestExpiresAt} />
            </span>
          </span>
        </p>
      </div>
      <div className="attentionActions">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Retry all of ${displayDomain(item.domain)}`}
          onClick={() => act('retry', { domain: item.domain })}
        >
          Retry all
        </Button>
        <Button
          component="a"
          href={hrefOf('queue', { domain: item.domain })}
          size="compact-sm"
          variant="default"
          aria-label={`Show the messages to ${displayDomain(item.domain)}`}
        >
          Messages
        </Button>
        <Button
          component="a"
          href={hrefOf('log', { domain: item.domain })}
          size="compact-sm"
          variant="default"
          aria-label={`Show the log of ${displayDomain(item.domain)}`}
        >
          Log
        </Button>
      </div>
    </li>
  );
}

function StoryItem({ story: { title, advice, link }, tone }: { story: NoticeStory; tone: Tone }) {
  return (
    <li className="attention" data-tone={tone}>
      <span className="attentionIcon" aria-hidden>
        <IconAlertTriangle size={20} stroke={1.7} />
      </span>
      <div className="attentionText">
        <p className="attentionTitle">
          <strong>{title}</strong>
        </p>
        <p className="attentionNote">{advice}</p>
      </div>
      <div className="attentionActions">
        <Button component="a" href={hrefOf(link.page, link.params)} size="compact-sm" variant="default">
          {link.label}
        </Button>
      </div>
    </li>
  );
}
