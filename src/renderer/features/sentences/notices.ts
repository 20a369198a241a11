import type { EndingCertificate, ListenerStatus, Notice } from '../../../shared/contract/status.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { failureCodes } from '../../../shared/domain/failureCode.ts';
import { byteSize } from '../../ui/quantity.ts';
import { longDate } from '../../ui/time.ts';
import type { PageId } from '../shell/router.ts';
import { failureSentences, inSentence } from './failures.ts';
import { lockedSentence } from './lockedSentence.ts';

export interface NoticeStory {
  title: string;
  advice: string;
  /** Where to act, or to see more. */
  link: { label: string; page: PageId; params: Record<string, string> };
}

const engineLog: NoticeStory['link'] = { label: 'Log', page: 'log', params: { outcome: 'engine' } };
const ownCertificate: NoticeStory['link'] = { label: 'Certificate', page: 'certificate', params: {} };
const routes: NoticeStory['link'] = { label: 'Routes', page: 'routes', params: {} };

export function noticeStory({ kind, detail, subject = '' }: Notice): NoticeStory {
  switch (kind) {
    case 'database-set-aside':
      return {
        title: 'The database was damaged and has been set aside',
        advice: `Sealpost went on with a new one and took over what could be read. Look through rules, routes and settings; if something is missing, restore a backup under Settings. The old file is kept: ${detail}`,
        link: engineLog,
      };
    case 'smart-host-password-locked':
      return {
        title: 'Mail waits: the password of the smart host cannot be read',
        advice: `${lockedSentence(detail)} Enter it again in the settings; until then nothing is sent through the smart host, and nothing is lost.`,
        link: { label: 'Settings', page: 'settings', params: {} },
      };
    case 'smart-host-password-missing':
      return {
        title: 'Mail waits: the smart host has a user, and no password',
        advice: `Enter the password of ${detail} in the settings; until then nothing is sent through the smart host, and nothing is lost.`,
        link: { label: 'Settings', page: 'settings', params: {} },
      };
    case 'listener-failed':
      return {
        title: 'Sealpost cannot take mail on one of its addresses',
        advice: `The reason stands beside the address, under "This relay". ${detail}`,
        link: { label: 'Settings', page: 'settings', params: {} },
      };
    case 'unreadable-messages':
      return {
        title: 'Some stored messages cannot be read',
        advice: `They stay in the queue. Check the disk of this machine. ${detail}`,
        link: { label: 'Queue', page: 'queue', params: { reason: 'spool-unreadable' } },
      };
    case 'own-certificate-expiring':
      return {
        title: "Sealpost's own certificate needs a successor",
        advice: `Servers that check it will turn mail away once it has ended. Import the next one, or make one. Its last day: ${detail}`,
        link: ownCertificate,
      };
    case 'identity-replaced':
      return {
        title: "Sealpost's own certificate could not be used and was replaced",
        advice: `It did not read, or its key did not match. Sealpost made a new one, so that TLS goes on. Import the right one again. The old files are kept: ${detail}`,
        link: ownCertificate,
      };
    case 'backup-restored':
      return {
        title: 'Sealpost works on a backup that was restored',
        advice: `Its messages are on hold: some may have been delivered since the backup was made. Release in the queue what is still to be sent. Messages on hold: ${detail}`,
        link: { label: 'Queue', page: 'queue', params: { state: 'held' } },
      };
    case 'route-not-validated':
      return {
        title: `The route "${subject}" has not been tested`,
        advice: 'Encryption is enforced on it, but its server was changed since the last test. Test the route again.',
        link: routes,
      };
    case 'route-failing': {
      const code = failureCodes.find((one) => one === detail);
      const reason = code === undefined ? '' : `: ${inSentence(failureSentences[code].title)}`;
      return {
        title: `The route "${subject}" would no longer pass its test`,
        advice: `Mail to your own server waits${reason}. Repair its TLS, or test the route again.`,
        link: routes,
      };
    }
    case 'port-25-blocked':
      return {
        title: 'Outbound mail seems to be blocked',
        advice: `None of ${detail} servers answered in the last hour. Many providers close port 25: ask yours to open it, or send through a smart host.`,
        link: { label: 'Settings', page: 'settings', params: {} },
      };
    case 'disk-low':
      return {
        title: 'The disk is nearly full',
        advice: `${byteSize(Number(detail))} are free. Without room Sealpost has to turn mail away for the time being. Make room, or keep the log for fewer days.`,
        link: { label: 'Settings', page: 'settings', params: {} },
      };
    default:
      return assertNever(kind);
  }
}

/** A certificate of somebody else that a rule holds to its dates. `now` in epoch milliseconds. */
export function endingStory({ pattern, notAfter }: EndingCertificate, now: number): NoticeStory {
  const hasEnded = Date.parse(notAfter) <= now;
  return {
    title: hasEnded ? `${pattern}: its certificate has ended` : `${pattern}: its certificate ends soon`,
    advice: hasEnded
      ? `Its last day was ${longDate(notAfter)}. Mail to it waits until its admin has renewed it: tell them.`
      : `Its last day is ${longDate(notAfter)}. From then on mail to it waits: tell its admin in time.`,
    link: { label: 'Test it', page: 'domains', params: { test: pattern } },
  };
}

export const listenerErrorSentences: Record<NonNullable<ListenerStatus['error']>, string> = {
  'port-in-use': 'Another program uses this port',
  'permission-denied': 'The system does not allow this port',
  'address-not-available': 'This machine has no such address',
  internal: 'It could not be opened',
};
