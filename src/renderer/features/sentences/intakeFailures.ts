import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { FailureSentences } from './failures.ts';

/** Where we were the server: a peer's session that the rule for its domain did not let in. */
export const intakeTlsSentences: Pick<FailureSentences, 'why' | 'advice'> = {
  why: 'The sending server did not meet what the rule for its domain asks of the encryption, so its message was not taken.',
  advice:
    'Tell the admin of the sending domain to deliver with STARTTLS and TLS 1.2 or later. Most servers return a message that was refused like this to its sender, who then has to send it again.',
};

/** The title of such a session: `failureSentences` speaks of a server that we connected to. */
export const intakeTlsTitles: Partial<Record<FailureCode, string>> = {
  'starttls-not-supported': 'The sender did not encrypt',
  'tls-version-too-low': "The sender's TLS version is too old",
};

/** Where we were the server: what the same code means when it is we who say no. */
export const intakeSentences: Partial<Record<FailureCode, Pick<FailureSentences, 'why' | 'advice'>>> = {
  'message-too-large': {
    why: 'The message is larger than the limit that is set here.',
    advice: 'Ask the sender to make the attachment smaller, or raise the size limit under Settings.',
  },
  'relaying-denied': {
    why: 'It was for a domain that is not ours, and came from a network that may not send through here.',
    advice:
      'If the sending machine is yours, add its address to the networks that may send, under Settings. If it is not, all is well: somebody tried to send through you.',
  },
  'mx-loop': {
    why: 'The message had been through too many servers already, which means that it goes round in circles.',
    advice:
      'Look for a server of yours that hands mail back to Sealpost: a route or a smart host that leads to itself.',
  },
};
