import { Textarea, TextInput } from '@mantine/core';
import type { SubjectDraft } from './subjectDraft.ts';

interface SubjectFieldsProps {
  draft: SubjectDraft;
  onChange(part: Partial<SubjectDraft>): void;
  errorOf(path: string): string | null;
}

/** Names and, for those who want it to be in the certificate, whose they are. */
export function SubjectFields({ draft, onChange, errorOf }: SubjectFieldsProps) {
  return (
    <>
      <Textarea
        label="Names"
        description="Host names or IP addresses under which this relay is reached, one a line. The first is the Common Name."
        value={draft.names}
        onChange={(event) => onChange({ names: event.currentTarget.value })}
        error={errorOf('names')}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        data-autofocus
      />
      <div className="subjectLine">
        <TextInput
          label="Organization"
          value={draft.organization}
          onChange={(event) => onChange({ organization: event.currentTarget.value })}
          error={errorOf('organization')}
        />
        <TextInput
          label="Country"
          placeholder="GB"
          value={draft.country}
          onChange={(event) => onChange({ country: event.currentTarget.value })}
          error={errorOf('country')}
          spellCheck={false}
        />
      </div>
      <div className="twoFields">
        <TextInput
          label="State"
          value={draft.state}
          onChange={(event) => onChange({ state: event.currentTarget.value })}
          error={errorOf('state')}
        />
        <TextInput
          label="Locality"
          value={draft.locality}
          onChange={(event) => onChange({ locality: event.currentTarget.value })}
          error={errorOf('locality')}
        />
      </div>
    </>
  );
}
