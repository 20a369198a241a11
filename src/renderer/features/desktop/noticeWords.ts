import type { NoticeKind } from '../../../shared/contract/desktop.ts';

/** What the switch of each kind says. */
export const noticeWords: Record<NoticeKind, { label: string; about: string }> = {
  'tls-failure': {
    label: 'TLS fails for a domain',
    about: 'When mail to a domain is kept back for the first time.',
  },
  'last-day': {
    label: 'The last day of a message',
    about: 'When mail has less than 24 hours left before it is given up.',
  },
  certificate: {
    label: 'A certificate near its end',
    about: "Sealpost's own, or that of a domain with a rule, two weeks before.",
  },
  'engine-restarted': { label: 'The relay was started again', about: 'When it stopped by itself and runs again.' },
  'not-taking-mail': { label: 'No mail is taken', about: 'When none of the listeners is open.' },
  'database-set-aside': {
    label: 'The database could not be read',
    about: 'When Sealpost went on with a new one and kept the old one.',
  },
};
