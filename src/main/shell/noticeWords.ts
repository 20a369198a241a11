import type { Place } from '../../shared/contract/desktop.ts';
import { assertNever } from '../../shared/domain/assertNever.ts';
import type { Notice } from './noticeBook.ts';

export interface NoticeText {
  title: string;
  body: string;
  /** Where a click leads. */
  place: Place;
}

/** Of our own certificate its last day is told, of others the domain. */
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** What a notification says: what happened, and that nothing is lost by it. */
export function noticeText({ kind, subjects }: Notice): NoticeText {
  const [first = ''] = subjects;
  const isOne = subjects.length === 1;
  const where = isOne ? first : `${first} and ${subjects.length - 1} more`;
  switch (kind) {
    case 'tls-failure':
      return {
        title: `TLS fails: ${where}`,
        body: 'The mail was not sent and is kept. It is tried again by itself. Open the log to see why.',
        place: placeOf('log', isOne ? { domain: first, tls: '1' } : { tls: '1' }),
      };
    case 'last-day':
      return {
        title: `Last day for mail to ${where}`,
        body: 'In less than 24 hours it is given up, and its sender has to send it again. Look at what keeps it back.',
        place: placeOf('queue', isOne ? { domain: first } : {}),
      };
    case 'certificate': {
      const ownLastDay = subjects.find((subject) => dayPattern.test(subject));
      if (ownLastDay !== undefined) {
        return {
          title: "Sealpost's certificate ends soon",
          body: [`Its last day is ${ownLastDay}. Import the next one, or make one.`, alsoOf(subjects, ownLastDay)]
            .filter((sentence) => sentence !== null)
            .join(' '),
          place: placeOf('certificate'),
        };
      }
      return {
        title: `A certificate ends soon: ${where}`,
        body: 'Within two weeks. Whoever runs that mail server has to renew it, or strict mail to it will wait.',
        place: placeOf('domains', isOne ? { test: first } : {}),
      };
    }
    case 'engine-restarted':
      return {
        title: 'The relay was started again',
        body: `${first} No mail is lost by it; what waited goes on.`,
        place: placeOf('overview'),
      };
    case 'not-taking-mail':
      return {
        title: 'No mail is taken',
        body: 'Sealpost cannot accept mail on any of its addresses. Open it to see why.',
        place: placeOf('overview'),
      };
    case 'database-set-aside':
      return {
        title: 'The database could not be read',
        body: `Sealpost went on with a new one. The old one is kept: ${first}`,
        place: placeOf('overview'),
      };
    default:
      return assertNever(kind);
  }
}

function placeOf(page: string, params: Record<string, string> = {}): Place {
  return { page, params };
}

/** What is told in one notification with our own certificate: the next of its kind would come an hour later. */
function alsoOf(subjects: readonly string[], ownLastDay: string): string | null {
  const [first, ...more] = subjects.filter((subject) => subject !== ownLastDay);
  if (first === undefined) return null;
  return more.length === 0
    ? `That of ${first} ends too.`
    : `Those of ${first} and ${more.length} more domain${more.length === 1 ? '' : 's'} end too.`;
}
