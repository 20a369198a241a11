import type { FailureCode } from '../../../shared/domain/failureCode.ts';

/** How a failure is told to an admin. `title` also reads well after "Waiting: ". */
export interface FailureSentences {
  title: string;
  why: string;
  /** While the message is kept and tried again. */
  advice: string;
  /** Instead of `advice` once it is not tried any more. */
  ended?: string;
}

/** Every code there is. A new code without its sentences does not compile. */
export const failureSentences: Record<FailureCode, FailureSentences> = {
  'starttls-not-supported': {
    title: 'The server offers no encryption',
    why: 'The receiving server did not offer STARTTLS. The message could only have gone out readable to anyone on its way.',
    advice:
      'Ask the admin of that domain to switch on STARTTLS. If mail may go unencrypted until then, set the domain to "Watch only".',
  },
  'certificate-host-mismatch': {
    title: 'The certificate is for another name',
    why: 'The certificate is good, but not for the name that Sealpost connected to. It may be a different server.',
    advice:
      'Compare the names in the certificate with the host. If another name is the right one, enter it as an expected MX name of the rule. Otherwise tell the admin of that domain.',
  },
  'certificate-expired': {
    title: 'The certificate has expired',
    why: 'The date up to which the certificate was valid has passed. Most often someone forgot to renew it.',
    advice:
      'Tell the admin of that domain: it is quickly put right, and waiting mail then goes out by itself. If it cannot wait, "Relaxed Encryption Mode" still encrypts.',
    ended:
      'Tell the admin of that domain: it is quickly put right. If it cannot wait, "Relaxed Encryption Mode" still encrypts.',
  },
  'certificate-not-trusted': {
    title: 'The certificate is not trusted',
    why: 'The certificate is self-signed, signed by an authority that this machine does not know, or the server leaves out the intermediate certificate that leads to one.',
    advice:
      'If you know the server, pin its key (mode "Pinned key") or choose "Relaxed Encryption Mode". Otherwise ask the admin of that domain for a certificate from a public authority.',
  },
  'validation-failure': {
    title: 'The certificate could not be verified',
    why: 'Something in the certificate or in its chain is wrong, but not in one of the usual ways.',
    advice: 'Show the technical detail below to the admin of that domain.',
  },
  'certificate-not-yet-valid': {
    title: 'The certificate is not valid yet',
    why: 'The certificate begins to be valid at a later time.',
    advice:
      'Check the clock of this machine first. If it is right, the clock or the certificate of the other server is wrong.',
  },
  'certificate-weak': {
    title: 'The certificate is too weak',
    why: 'Its key is too short, or it was signed with a method that is no longer safe.',
    advice: 'Ask the admin of that domain for a certificate with a current key, for example RSA 2048 or EC P-256.',
  },
  'starttls-refused': {
    title: 'The server refused to start encryption',
    why: 'The server offered STARTTLS, but when asked for it, it said no.',
    advice:
      'Often this passes by itself, and Sealpost tries again. If it stays, the mail server of that domain has lost its certificate or key: tell its admin.',
    ended: 'The mail server of that domain seems to have lost its certificate or key: tell its admin.',
  },
  'starttls-injection': {
    title: 'Data was slipped in before encryption',
    why: 'More data came with the answer to STARTTLS than there may be. An attack looks like that, so the connection was cut.',
    advice:
      'Do not loosen the rule. Look for a firewall or mail filter on the way that meddles with SMTP, and tell the admin of that domain.',
  },
  'tls-version-too-low': {
    title: 'The TLS version is too old',
    why: 'The other side speaks only a version of TLS that is older than the rule allows.',
    advice:
      'Ask the admin of that domain to switch on TLS 1.2 or later. Versions 1.0 and 1.1 are unsafe: allow them in the rule only for a short time.',
  },
  'cipher-mismatch': {
    title: 'No cipher in common',
    why: 'None of the ciphers that the rule allows is offered by the other side.',
    advice:
      'Choose the cipher profile "Standard" in the rule, unless you have a reason for another. Otherwise ask the admin of that domain which ciphers the server takes.',
  },
  'pin-mismatch': {
    title: 'The key is not the pinned one',
    why: 'The server showed a public key that is not among the pins of the rule. It was renewed, or it is another server.',
    advice:
      'Ask the admin of that domain by telephone whether the key was changed. If so, replace the pin in the rule by the one shown below.',
  },
  'handshake-failed': {
    title: 'The TLS handshake broke off',
    why: 'Encryption was begun, but the two sides did not come to terms before the connection ended.',
    advice:
      'Sealpost tries again. If it stays, show the technical detail below to the admin of that domain; a firewall that inspects TLS is a common cause.',
    ended:
      'Show the technical detail below to the admin of that domain; a firewall that inspects TLS is a common cause.',
  },
  'connection-refused': {
    title: 'The server refused the connection',
    why: 'The machine answered, but nothing takes mail there at the moment.',
    advice:
      'Nothing to do at first: Sealpost tries again. If every domain shows this, a firewall on your side may block port 25.',
    ended:
      'Ask the recipient on another way whether their mail server runs. If every domain shows this, a firewall on your side may block port 25.',
  },
  'connection-timeout': {
    title: 'The server did not answer in time',
    why: 'No answer came. The server is down or busy, or something on the way drops the connection.',
    advice:
      'Nothing to do at first: Sealpost tries again. If every domain shows this, your internet provider may block port 25: ask for it, or use a smart host.',
    ended:
      'If every domain shows this, your internet provider may block port 25: ask for it, or use a smart host. Otherwise the server of that domain is down: ask the recipient on another way.',
  },
  'connection-lost': {
    title: 'The connection broke off',
    why: 'The connection ended in the middle of the conversation.',
    advice:
      'Nothing to do: Sealpost tries again. If large messages are the ones that fail, look for a firewall or a size limit on the way.',
    ended: 'If large messages are the ones that fail, look for a firewall or a size limit on the way.',
  },
  'network-unreachable': {
    title: 'The network cannot be reached',
    why: 'This machine found no way to the address of the server.',
    advice: 'Check the internet connection of this machine. If it works, the other side may be offline.',
  },
  'dns-nxdomain': {
    title: 'The domain does not exist',
    why: 'The DNS knows no such domain. Most often the address is misspelled.',
    advice:
      'Check the address with the sender. If it is right, the domain may have expired: ask the recipient on another way.',
  },
  'dns-servfail': {
    title: 'The DNS could not answer',
    why: 'The name servers of that domain gave an error, so its mail servers are not known at the moment.',
    advice:
      'Nothing to do at first: Sealpost tries again. If it stays, the name servers or DNSSEC of that domain are broken: tell its admin.',
    ended: 'The name servers or DNSSEC of that domain are broken: tell its admin.',
  },
  'dns-timeout': {
    title: 'The DNS did not answer in time',
    why: 'No name server answered the question for the mail servers of that domain.',
    advice:
      'If every domain shows this, check the DNS servers that this machine uses. Otherwise wait: Sealpost tries again.',
    ended:
      'If every domain shows this, check the DNS servers that this machine uses. Otherwise the name servers of that domain are down.',
  },
  'null-mx': {
    title: 'The domain takes no mail',
    why: 'The domain says in its DNS (null MX) that it never receives mail.',
    advice: 'Check the address with the sender: the right one is at another domain.',
  },
  'mx-loop': {
    title: 'The mail would come back to Sealpost',
    why: 'The mail servers of that domain lead back to this machine, so the message would go round in circles.',
    advice:
      'If the domain is yours, add a route for it to your internal server. Otherwise its MX records point to the wrong place.',
  },
  'no-route': {
    title: 'No route for this domain',
    why: 'The domain is one of yours, but no internal server is set for its mail.',
    advice: 'Add a route that serves this domain. Waiting mail then goes out by itself.',
    ended: 'Add a route that serves this domain.',
  },
  'service-not-available': {
    title: 'The server is not ready for mail',
    why: 'The server answered that it cannot take mail at the moment. This says nothing about its encryption.',
    advice: 'Nothing to do: Sealpost tries again.',
    ended: 'Ask the recipient on another way whether their mail server runs.',
  },
  'protocol-error': {
    title: 'Unexpected answer from the server',
    why: 'What came was not an answer that the mail protocol allows at that point.',
    advice:
      'Sealpost tries again. If it stays, look at the reply below: perhaps no mail server stands at this address.',
    ended: 'Look at the reply below: perhaps no mail server stands at this address.',
  },
  greylisted: {
    title: 'Greylisted: come back later',
    why: 'Many servers turn away the first attempt of a sender they do not know, to keep out spam.',
    advice: 'Nothing to do: Sealpost comes back, and the message is then taken.',
    ended: 'The server never let the message in: ask its admin why it turns your mail away for so long.',
  },
  'rate-limited': {
    title: 'Too many messages at once',
    why: 'The server limits how much mail it takes from one sender in a time.',
    advice: 'Nothing to do: Sealpost tries again later. If it happens often, spread newsletters over a longer time.',
    ended: 'Ask the admin of that server how much it takes. Spread newsletters over a longer time.',
  },
  'mailbox-temporary': {
    title: 'The mailbox takes no mail for now',
    why: 'The server knows the recipient, but something keeps it from storing the message for now.',
    advice: 'Nothing to do: Sealpost tries again.',
    ended: 'Ask the recipient on another way: something is wrong with the mailbox.',
  },
  'mailbox-unavailable': {
    title: 'There is no such mailbox',
    why: 'The server says that this recipient does not exist there, or takes no mail.',
    advice: 'Check the address with the sender. It is often misspelled, or the person has left.',
  },
  'mailbox-full': {
    title: 'The mailbox is full',
    why: 'The recipient has no room left for more mail.',
    advice: 'Let the recipient know on another way. Where the server called it temporary, Sealpost tries again.',
    ended: 'Let the recipient know on another way.',
  },
  rejected: {
    title: 'The server rejected the message',
    why: 'The server decided not to take this message. Its reply below says why.',
    advice:
      'Read the reply. Spam filters and block lists are common causes: check SPF, DKIM and the reputation of your address.',
  },
  'message-too-large': {
    title: 'The message is too large',
    why: 'The message is larger than the limit of the server that was to take it.',
    advice: 'Ask the sender to make the attachment smaller, or to share it in another way.',
  },
  'smtputf8-not-supported': {
    title: 'International address not supported',
    why: 'An address has letters outside ASCII before the @, and the server cannot handle that.',
    advice: 'Ask the recipient for an address with plain letters.',
  },
  'authentication-failed': {
    title: 'Our sign-in was not accepted',
    why: 'The user name or the password for the smart host was refused.',
    advice: 'Check the user name and the password of the smart host in the settings. Messages are kept until then.',
    ended: 'Check the user name and the password of the smart host in the settings.',
  },
  'smart-host-password-locked': {
    title: "The smart host's password cannot be read",
    why: 'It is sealed with a key in the keychain of the user account, and the relay runs without that key or with another one. Nothing was sent.',
    advice: "Enter the smart host's password again in the settings. Waiting mail then goes out by itself.",
    ended: "Enter the smart host's password again in the settings.",
  },
  'smart-host-password-missing': {
    title: "The smart host's password is missing",
    why: 'The smart host has a user, and no password is kept for it. Nothing was sent.',
    advice: "Enter the smart host's password in the settings. Waiting mail then goes out by itself.",
    ended: "Enter the smart host's password in the settings.",
  },
  'temporary-failure': {
    title: 'The server asks to try later',
    why: 'The server gave a temporary error. Its reply below may say more.',
    advice: 'Nothing to do: Sealpost tries again.',
    ended: 'Read the reply below, and ask the recipient on another way.',
  },
  'relaying-denied': {
    title: 'Relaying denied',
    why: 'A message for a domain that is not ours came from a network that may not send through here. Or the next server did not let us send.',
    advice:
      'If the sending machine is yours, add its address to the allowed networks. If a smart host said so, check that it lets this machine send.',
  },
  'login-failed': {
    title: 'Wrong user or password',
    why: 'A program or a person tried to log in to send mail, and the name or the password was wrong. At most one such try of an address is shown a minute.',
    advice:
      'If the address is one of yours, correct the name and password there. If it is not, somebody is guessing: they have to wait longer after each try, and are locked out after ten.',
  },
  'login-locked-out': {
    title: 'Locked out: too many wrong passwords',
    why: 'Logging in failed too often, so no password is tried any more for 15 minutes. Mail from the allowed networks goes on as before.',
    advice:
      'If it is one of your users, correct the password where it is stored; a new password under Settings, "SMTP users" ends the lock-out of a user at once. If the address is not yours, there is nothing to do.',
  },
  'spool-unreadable': {
    title: 'The stored message cannot be read',
    why: 'The content of the message on the disk is missing or damaged.',
    advice:
      'Check the disk of this machine. If there is a backup of the data folder, the message may be in it; ask the sender to send it again.',
  },
  'internal-error': {
    title: 'Something went wrong inside Sealpost',
    why: 'This is our mistake, not one of the other side. The message is kept.',
    advice: 'Sealpost tries again. If it stays, please report it with the technical detail below.',
    ended: 'Please report it with the technical detail below.',
  },
};

/** `Waiting: the certificate has expired`: a title in the middle of a line. Keeps `TLS`, `DNS` and the like. */
export function inSentence(title: string): string {
  const second = title.charAt(1);
  return second === second.toLowerCase() ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
