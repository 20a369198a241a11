import type { OwnCertificate } from '../../../shared/contract/ownCertificate.ts';

/** Whom a certificate is to be for, as it is typed. */
export interface SubjectDraft {
  /** One a line. */
  names: string;
  organization: string;
  country: string;
  state: string;
  locality: string;
}

export const subjectFieldPaths = ['names', 'organization', 'country', 'state', 'locality'] as const;

/**
 * The names of the one in use: most often the next one is for the same. The one that Sealpost made at its first start is in
 * Sealpost's name and for this machine's: then it is `hostname`, under which the settings say that we are reached.
 */
export function subjectDraftOf({ certificate, origin }: OwnCertificate, hostname: string | null): SubjectDraft {
  const { subjectAltNames, organization } = certificate;
  const isTheFirst = origin === 'created';
  return {
    names: isTheFirst && hostname !== null ? hostname : subjectAltNames.join('\n'),
    organization: isTheFirst ? '' : (organization ?? ''),
    country: '',
    state: '',
    locality: '',
  };
}

export function subjectInputOf({ names, ...rest }: SubjectDraft) {
  return { ...rest, names: names.split(/[\s,;]+/).filter((name) => name !== '') };
}
