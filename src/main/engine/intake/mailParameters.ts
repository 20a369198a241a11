import { parameterNotRecognized, parameterSyntax, type Reply } from './replies.ts';

/** What the client said about the message in MAIL FROM. */
export interface MailParameters {
  /** Octets, RFC 1870; null where the client did not say. */
  declaredSize: number | null;
  eightBitMime: boolean;
  smtpUtf8: boolean;
}

export type ReadParameters = { ok: true; parameters: MailParameters } | { ok: false; reply: Reply };

/** Takes what we advertise and nothing else (RFC 5321 §4.1.1.11). */
export function readMailParameters(given: ReadonlyMap<string, string | null>): ReadParameters {
  const parameters: MailParameters = { declaredSize: null, eightBitMime: false, smtpUtf8: false };
  for (const [key, value] of given) {
    switch (key) {
      case 'SIZE':
        if (value === null || !/^\d{1,20}$/.test(value)) return { ok: false, reply: parameterSyntax };
        parameters.declaredSize = Number(value);
        break;
      case 'BODY':
        if (!/^(7BIT|8BITMIME)$/i.test(value ?? '')) return { ok: false, reply: parameterSyntax };
        parameters.eightBitMime = value?.toUpperCase() === '8BITMIME';
        break;
      case 'SMTPUTF8':
        if (value !== null) return { ok: false, reply: parameterSyntax };
        parameters.smtpUtf8 = true;
        break;
      // Who wrote it, as another server knows (RFC 4954 §5). Clients that log in may say it; nobody here believes it.
      case 'AUTH':
        if (value === null) return { ok: false, reply: parameterSyntax };
        break;
      default:
        return { ok: false, reply: parameterNotRecognized };
    }
  }
  return { ok: true, parameters };
}
