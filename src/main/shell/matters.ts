import type { Status } from '../../shared/contract/status.ts';
import { isTlsFailure } from '../../shared/domain/failureCode.ts';
import type { Matters } from './noticeBook.ts';

const lastDayMs = 24 * 3_600_000;

/** What of a status a notification may be about, at `now`: time passes without a new status. */
export function mattersOf({ attention, notices, state, endingCertificates }: Status, now: number): Matters {
  const detailsOf = (kind: Status['notices'][number]['kind']) =>
    notices.filter((notice) => notice.kind === kind).map(({ detail }) => detail);
  return {
    'tls-failure': unique(attention.filter(({ code }) => isTlsFailure(code)).map(({ domain }) => domain)),
    'last-day': unique(
      attention
        .filter(({ soonestExpiresAt }) => Date.parse(soonestExpiresAt) - now < lastDayMs)
        .map(({ domain }) => domain),
    ),
    certificate: [
      ...detailsOf('own-certificate-expiring'),
      ...endingCertificates.filter(({ notAfter }) => Date.parse(notAfter) > now).map(({ pattern }) => pattern),
    ],
    'database-set-aside': detailsOf('database-set-aside'),
    'not-taking-mail': state === 'failing' ? ['relay'] : [],
  };
}

function unique(domains: readonly string[]): string[] {
  return [...new Set(domains)];
}
