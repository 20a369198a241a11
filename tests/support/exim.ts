import { type ChrootUser, type MailServerOptions, startChrootServer } from './chrootServer.ts';
import type { MailServer } from './mailServer.ts';

/** The user that Debian's Exim was built for. */
const exim: ChrootUser = { name: 'Debian-exim', id: 64_901 };
const mailbox = '/var/mail/inbox';
const logFile = '/var/log/exim4/mainlog';

/** Starts a real Exim. Of every session in which no mail was begun its log tells the commands. */
export function startExim(options: MailServerOptions): Promise<MailServer> {
  const { tls } = options;
  return startChrootServer(options, {
    command: ['/usr/sbin/exim4', '-bdf', '-C', '/etc/exim.conf'],
    users: [exim],
    folders: ['/var/spool/exim4', '/var/log/exim4', mailbox].map((path) => ({ path, owner: exim })),
    files: [
      { path: '/etc/exim.conf', content: configOf(options) },
      ...(tls
        ? [
            { path: '/etc/mx.pem', content: tls.cert },
            { path: '/etc/mx.key', content: tls.key, owner: exim, mode: 0o600 },
          ]
        : []),
    ],
    mailbox,
    logFile,
    ready: /daemon started/,
  });
}

function configOf({ hostname, address, port, tls, domains, users }: MailServerOptions): string {
  return `
primary_hostname = ${hostname}
local_interfaces = ${address}
daemon_smtp_ports = ${port}
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim4/%slog
log_selector = +smtp_connection +smtp_no_mail +tls_cipher
pid_file_path = /run/exim.pid
# It delivers to its own user only, and so needs root no more.
deliver_drop_privilege = true
keep_environment =
rfc1413_query_timeout = 0s
domainlist ours = ${domains.join(' : ')}
acl_smtp_rcpt = recipient
${tls ? 'tls_advertise_hosts = *\ntls_certificate = /etc/mx.pem\ntls_privatekey = /etc/mx.key' : 'tls_advertise_hosts ='}

begin acl
recipient:
  require message = relay not permitted
          domains = +ours
  require verify = recipient
  accept

begin routers
inbox:
  driver = accept
  domains = +ours
  local_parts = ${users.join(' : ')}
  transport = inbox

begin transports
inbox:
  driver = appendfile
  maildir_format
  return_path_add
  envelope_to_add
  directory = ${mailbox}
`;
}
