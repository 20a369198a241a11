import { TextInput } from '@mantine/core';
import { linesOf } from '../../stores/settingsDraft.ts';
import { LinesField } from './fields.tsx';
import { ListenerFields } from './ListenerFields.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import type { SettingsFormPart } from './settingsForm.types.ts';
import { oneWordDomains } from './textProblems.ts';

/** Who hands us mail, and where. */
export function ReceivingSections(part: SettingsFormPart) {
  const { draft, edit, errorOf } = part;
  return (
    <>
      <SettingsSection
        title="Listeners"
        about="Where Sealpost takes mail. 127.0.0.1 is for programs on this machine, 0.0.0.0 for others too."
      >
        <ListenerFields {...part} />
      </SettingsSection>
      <SettingsSection title="Our name" about="Said in the greeting, to other servers and in notices to senders.">
        <TextInput
          label="Host name"
          placeholder="relay.your-domain.example"
          value={draft.hostname}
          onChange={(event) => edit({ hostname: event.currentTarget.value })}
          error={errorOf('hostname')}
          description={
            draft.hostname.includes('.')
              ? null
              : 'Give a full name, such as relay.your-domain.example: many servers refuse mail from a short one.'
          }
          spellCheck={false}
        />
      </SettingsSection>
      <SettingsSection
        title="Who may send"
        about="Programs and servers at these addresses may send mail to anywhere, without a password. Others need a user: see SMTP users."
      >
        <LinesField
          label="Allowed networks"
          description="One a line, for example 192.168.1.0/24 or a single address."
          value={draft.allowedNetworks}
          onChange={(allowedNetworks) => edit({ allowedNetworks })}
          error={errorOf('allowedNetworks')}
        />
      </SettingsSection>
      <SettingsSection
        title="Accepted domains"
        about="Your own domains. Anyone may send to them; where their mail goes, the routes say."
      >
        <LinesField
          label="Accepted domains"
          description={acceptedDomainsHint(draft.acceptedDomains)}
          placeholder="your-domain.example"
          value={draft.acceptedDomains}
          onChange={(acceptedDomains) => edit({ acceptedDomains })}
          error={errorOf('acceptedDomains')}
        />
      </SettingsSection>
    </>
  );
}

/** What a blank divides is read as two: the field says so where that is hardly what was meant. */
function acceptedDomainsHint(text: string): string {
  const [first, second] = oneWordDomains(linesOf(text));
  if (first === undefined) return 'One a line.';
  const words = second === undefined ? `"${first}" is` : `"${first}" and "${second}" are each`;
  return `One a line. ${words} a domain of one word: give it in full, such as your-domain.example.`;
}
