import { type ChrootUser, type MailServerOptions, startChrootServer } from './chrootServer.ts';
import type { MailServer } from './mailServer.ts';

/** The users that Debian's OpenSMTPD was built for. */
const daemon: ChrootUser = { name: 'opensmtpd', id: 64_902 };
const queue: ChrootUser = { name: 'opensmtpq', id: 64_903 };
/** Its recipients are users of the system; ours share one number, and so one mailbox. */
const recipientId = 64_904;
const root: ChrootUser = { name: 'root', id: 0 };
const mailbox = '/var/mail/inbox';

/** Starts a real OpenSMTPD, whose log tells every line of every session. */
export function startOpenSmtpd(options: MailServerOptions): Promise<MailServer> {
  const { tls, users } = options;
  const recipients = users.map((name) => ({ name, id: recipientId }));
  return startChrootServer(options, {
    command: ['/usr/sbin/smtpd', '-dv', '-T', 'smtp', '-f', '/etc/mx.conf'],
    users: [daemon, queue, ...recipients],
    folders: [
      { path: '/var/lib/opensmtpd/empty', owner: root },
      { path: '/var/spool/smtpd', owner: root, mode: 0o711 },
      { path: mailbox, owner: { name: 'inbox', id: recipientId } },
    ],
    files: [
      { path: '/etc/mx.conf', content: configOf(options) },
      { path: '/etc/mailname', content: `${options.hostname}\n` },
      // It wants roots at its start, and trusts nobody here.
      { path: '/etc/ssl/certs/ca-certificates.crt', content: tls?.cert ?? '' },
      ...(tls
        ? [
            { path: '/etc/mx.pem', content: tls.cert },
            { path: '/etc/mx.key', content: tls.key, mode: 0o600 },
          ]
        : []),
    ],
    mailbox,
    ready: /smtp: will accept at most/,
  });
}

function configOf({ hostname, address, port, tls, domains }: MailServerOptions): string {
  const pki = `pki "${hostname}"`;
  return `
${tls ? `${pki} cert "/etc/mx.pem"\n${pki} key "/etc/mx.key"` : ''}
listen on ${address} port ${port} ${tls ? `tls ${pki}` : ''} hostname "${hostname}"
action "keep" maildir "${mailbox}"
match from any for domain { ${domains.map((domain) => `"${domain}"`).join(', ')} } action "keep"
`;
}
