import { Radio, Stack } from '@mantine/core';
import { pathsOf } from '../../stores/settingsDraft.ts';
import type { OpenSettings } from '../../stores/settingsStore.ts';
import { ChooseFileButton } from '../desktop/ChooseFileButton.tsx';
import { LinesField, NumberField } from './fields.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import { SmartHostFields } from './SmartHostFields.tsx';
import type { SettingsFormPart } from './settingsForm.types.ts';

/** How mail leaves. */
export function SendingSections({ opened, part }: { opened: OpenSettings; part: SettingsFormPart }) {
  const { draft, edit, errorOf } = part;
  return (
    <>
      <SettingsSection title="Sending" about="How mail leaves that no route of your own takes.">
        <Radio.Group
          label="Send mail"
          value={draft.sendsThrough}
          onChange={(value) => edit({ sendsThrough: value === 'mx' ? 'mx' : 'smart-host' })}
        >
          <Stack gap={8} mt={6}>
            <Radio
              value="mx"
              label="Straight to each domain's mail servers (MX)"
              description="Needs port 25 open towards the internet."
            />
            <Radio
              value="smart-host"
              label="Through a smart host"
              description="Your provider's mail server, which takes all of it."
            />
          </Stack>
        </Radio.Group>
        {draft.sendsThrough === 'smart-host' && <SmartHostFields opened={opened} part={part} />}
      </SettingsSection>
      <SettingsSection title="DNS servers" about="Who is asked for the mail servers of a domain.">
        <LinesField
          label="DNS servers"
          description="One a line, for example 192.168.1.1. Empty: those of this machine."
          value={draft.dnsServers}
          onChange={(dnsServers) => edit({ dnsServers })}
          error={errorOf('dns.servers')}
        />
      </SettingsSection>
      <SettingsSection
        title="Trusted authorities"
        about="Sealpost trusts the certificate authorities that browsers and this system trust. Add the private ones of your partners."
      >
        <LinesField
          label="Certificates of more authorities"
          description="Files in the form PEM, each with its whole path on the machine that Sealpost runs on, one a line."
          value={draft.caFiles}
          onChange={(caFiles) => edit({ caFiles })}
          error={errorOf('trust.caFiles')}
        />
        <ChooseFileButton
          kind="authority"
          label="Choose a file with certificates"
          onChosen={(path) => edit({ caFiles: [...pathsOf(draft.caFiles), path].join('\n') })}
        />
      </SettingsSection>
      <SettingsSection
        title="Limits"
        about="A larger message is refused when it is handed over, so that its sender knows."
      >
        <NumberField
          label="Largest message"
          unit="MB"
          value={draft.maxMessageMb}
          onChange={(maxMessageMb) => edit({ maxMessageMb })}
          error={errorOf('maxMessageBytes')}
          decimals
        />
        <div className="settingsPair">
          <NumberField
            label="Connections out at once"
            value={draft.maxConnections}
            onChange={(maxConnections) => edit({ maxConnections })}
            error={errorOf('delivery.maxConnections')}
          />
          <NumberField
            label="Of these to one domain, at most"
            value={draft.maxConnectionsPerDomain}
            onChange={(maxConnectionsPerDomain) => edit({ maxConnectionsPerDomain })}
            error={errorOf('delivery.maxConnectionsPerDomain')}
          />
        </div>
      </SettingsSection>
    </>
  );
}
