import type { ListenerStatus, Notice } from '../../../shared/contract/status.ts';
import type { PageId } from '../shell/router.ts';

interface NoticeSentences {
  title: string;
  advice: string;
  /** Where to see more. */
  link: { label: string; page: PageId; params: Record<string, string> };
}

const engineLog: NoticeSentences['link'] = { label: 'Log', page: 'log', params: { outcome: 'engine' } };

export const noticeSentences: Record<Notice['kind'], NoticeSentences> = {
  'database-set-aside': {
    title: 'The database was damaged and has been set aside',
    advice:
      'Sealpost went on with a new one, and the old file is kept. If there is a backup, put it in place while Sealpost is stopped.',
    link: engineLog,
  },
  'listener-failed': {
    title: 'Sealpost cannot take mail on one of its addresses',
    advice: 'The reason stands beside the address, under "This relay".',
    link: engineLog,
  },
  'unreadable-messages': {
    title: 'Some stored messages cannot be read',
    advice: 'They stay in the queue. Check the disk of this machine.',
    link: { label: 'Queue', page: 'queue', params: {} },
  },
};

export const listenerErrorSentences: Record<NonNullable<ListenerStatus['error']>, string> = {
  'port-in-use': 'Another program uses this port',
  'permission-denied': 'The system does not allow this port',
  'address-not-available': 'This machine has no such address',
  internal: 'It could not be opened',
};
