import type { FailureCode } from '../../../shared/domain/failureCode.ts';

/** What a failure is to the one who wrote the message, and to a program (RFC 3463 subject and detail). */
interface Explanation {
  sentence: string;
  status: `${number}.${number}`;
}

/** Registered in RFC 7372 and RFC 5248: "Encryption needed". */
const encryptionNeeded = '7.10';
const cryptographicFailure = '7.5';

const explanations: Record<FailureCode, Explanation> = {
  'starttls-not-supported': {
    sentence:
      'The mail server there does not offer an encrypted connection, and mail to it may only be sent encrypted.',
    status: encryptionNeeded,
  },
  'certificate-host-mismatch': {
    sentence: 'The mail server there showed a certificate that is made out to another name.',
    status: cryptographicFailure,
  },
  'certificate-expired': {
    sentence: 'The certificate of the mail server there has expired.',
    status: cryptographicFailure,
  },
  'certificate-not-trusted': {
    sentence: 'The certificate of the mail server there was not issued by an authority that we trust.',
    status: cryptographicFailure,
  },
  'validation-failure': {
    sentence: 'The certificate of the mail server there could not be verified.',
    status: cryptographicFailure,
  },
  'certificate-not-yet-valid': {
    sentence: 'The certificate of the mail server there is not valid yet.',
    status: cryptographicFailure,
  },
  'certificate-weak': {
    sentence: 'The certificate of the mail server there is too weak to be relied on.',
    status: cryptographicFailure,
  },
  'starttls-refused': {
    sentence:
      'The mail server there refused to begin an encrypted connection, and mail to it may only be sent encrypted.',
    status: encryptionNeeded,
  },
  'starttls-injection': {
    sentence: 'Something tampered with the connection before encryption began.',
    status: cryptographicFailure,
  },
  'tls-version-too-low': {
    sentence: 'The mail server there only knows a kind of encryption that is too old to be safe.',
    status: encryptionNeeded,
  },
  'cipher-mismatch': {
    sentence: 'The mail server there knows none of the kinds of encryption that we are to use with it.',
    status: encryptionNeeded,
  },
  'pin-mismatch': {
    sentence: 'The mail server there showed another key than the one that we know it by.',
    status: cryptographicFailure,
  },
  'handshake-failed': {
    sentence: 'An encrypted connection with the mail server there could not be set up.',
    status: cryptographicFailure,
  },
  'connection-refused': { sentence: 'The mail server there does not accept connections.', status: '4.1' },
  'connection-timeout': { sentence: 'The mail server there did not answer in time.', status: '4.1' },
  'connection-lost': { sentence: 'The connection with the mail server there broke off.', status: '4.2' },
  'network-unreachable': { sentence: 'The mail server there cannot be reached over the network.', status: '4.1' },
  'dns-nxdomain': { sentence: 'There is no such domain. The address may be misspelt.', status: '1.2' },
  'dns-servfail': { sentence: 'The name servers of the domain do not answer properly.', status: '4.3' },
  'dns-timeout': { sentence: 'The name servers of the domain did not answer in time.', status: '4.3' },
  'null-mx': { sentence: 'The domain does not take any mail.', status: '1.10' },
  'mx-loop': { sentence: 'The message would have gone round in circles.', status: '4.6' },
  'no-route': { sentence: 'No mail server is known here for the domain.', status: '4.4' },
  'service-not-available': { sentence: 'The mail server there is not available at the moment.', status: '3.2' },
  'protocol-error': { sentence: 'The mail server there gave an answer that makes no sense.', status: '5.0' },
  greylisted: {
    sentence: 'The mail server there asks senders that it does not know to try again later.',
    status: '7.1',
  },
  'rate-limited': { sentence: 'The mail server there takes no more mail from us for now.', status: '7.1' },
  'mailbox-temporary': { sentence: 'The mailbox cannot take mail at the moment.', status: '2.0' },
  'mailbox-unavailable': {
    sentence: 'The mail server there says that the mailbox does not exist or cannot be used.',
    status: '1.1',
  },
  'mailbox-full': { sentence: 'The mailbox is full.', status: '2.2' },
  rejected: { sentence: 'The mail server there refused the message.', status: '7.1' },
  'message-too-large': { sentence: 'The message is larger than the mail server there takes.', status: '3.4' },
  'smtputf8-not-supported': {
    sentence: 'The mail server there cannot handle addresses with letters such as those in this one.',
    status: '6.7',
  },
  'authentication-failed': {
    sentence: 'Our mail server could not log on to the server that sends its mail on.',
    status: '7.8',
  },
  'smart-host-password-locked': {
    sentence: 'Our mail server cannot log on to the server that sends its mail on.',
    status: '3.5',
  },
  'smart-host-password-missing': {
    sentence: 'Our mail server cannot log on to the server that sends its mail on.',
    status: '3.5',
  },
  'temporary-failure': {
    sentence: 'The mail server there had a problem and asked us to try again later.',
    status: '0.0',
  },
  'relaying-denied': { sentence: 'The server does not take mail for this address.', status: '7.1' },
  'login-failed': { sentence: 'The user or the password is wrong.', status: '7.8' },
  'login-locked-out': { sentence: 'There were too many failed logins.', status: '7.8' },
  'spool-unreadable': { sentence: 'The stored message can no longer be read on our mail server.', status: '3.0' },
  'internal-error': { sentence: 'Our mail server had a problem of its own.', status: '3.0' },
};

/** One plain sentence for the person who wrote the message. */
export function explainFailure(code: FailureCode): string {
  return explanations[code].sentence;
}

/** RFC 3463 status: class 4 while the message is still being tried, class 5 when it is not. */
export function statusOf(code: FailureCode, statusClass: 4 | 5): string {
  return `${statusClass}.${explanations[code].status}`;
}
