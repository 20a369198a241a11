import type { ListenerStatus, Notice } from '../../../shared/contract/status.ts';
import type { PageId } from '../shell/router.ts';

interface NoticeSentences {
  title: string;
  advice: string;
  /** Where to see more. */
  link: { label: string; page: PageId; params: Record<string, string> };
}

const engineLog: NoticeSentences['link'] = { label: 'Log', page: 'log', params: { outcome: 'engine' } };
const ownCertificate: NoticeSentences['link'] = { label: 'Certificate', page: 'certificate', params: {} };

export const noticeSentences: Record<Notice['kind'], NoticeSentences> = {
  'database-set-aside': {
    title: 'The database was damaged and has been set aside',
    advice:
      'Sealpost went on with a new one and took over what could be read. Look through rules, routes and settings; if something is missing, restore a backup under Settings. The old file is kept:',
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
  'own-certificate-expiring': {
    title: "Sealpost's own certificate needs a successor",
    advice:
      'Servers that check it will turn mail away once it has ended. Import the next one, or make one. Its last day:',
    link: ownCertificate,
  },
  'identity-replaced': {
    title: "Sealpost's own certificate could not be used and was replaced",
    advice:
      'It did not read, or its key did not match. Sealpost made a new one, so that TLS goes on. Import the right one again. The old files are kept:',
    link: ownCertificate,
  },
  'backup-restored': {
    title: 'Sealpost works on a backup that was restored',
    advice:
      'Its messages are on hold: some may have been delivered since the backup was made. Release in the queue what is still to be sent. Messages on hold:',
    link: { label: 'Queue', page: 'queue', params: {} },
  },
};

export const listenerErrorSentences: Record<NonNullable<ListenerStatus['error']>, string> = {
  'port-in-use': 'Another program uses this port',
  'permission-denied': 'The system does not allow this port',
  'address-not-available': 'This machine has no such address',
  internal: 'It could not be opened',
};
