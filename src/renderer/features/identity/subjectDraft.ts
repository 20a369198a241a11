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

/** The names of the one in use: most often the next one is for the same. */
export function subjectDraftOf(own: OwnCertificate): SubjectDraft {
  const { subjectAltNames, organization } = own.certificate;
  return {
    names: subjectAltNames.join('\n'),
    // The first one that Sealpost made is in Sealpost's name, not in the office's.
    organization: own.origin === 'created' ? '' : (organization ?? ''),
    country: '',
    state: '',
    locality: '',
  };
}

export function subjectInputOf({ names, ...rest }: SubjectDraft) {
  return { ...rest, names: names.split(/[\s,;]+/).filter((name) => name !== '') };
}
