import { NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { cipherProfiles } from '../../../shared/domain/cipherProfile.ts';
import { isDeprecatedVersion, tlsVersions } from '../../../shared/domain/tlsVersion.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { cipherProfileWords, versionChoice } from '../sentences/modes.ts';
import { newDraft, type RuleDraft } from './ruleDraft.ts';

interface AdvancedFieldsProps {
  draft: RuleDraft;
  change(part: Partial<RuleDraft>): void;
  errorOf(name: keyof RuleDraft): string | null;
  opened: boolean;
  onToggle(): void;
}

/** The newest first: what is safe is what is seen first. */
const versionChoices = tlsVersions.toReversed().map((value) => ({ value, label: versionChoice(value) }));
const profileOrder = ['standard', ...cipherProfiles.filter((profile) => profile !== 'standard')] as const;
const profileChoices = profileOrder.map((value) => ({ value, label: cipherProfileWords[value].name }));

export function AdvancedFields({ draft, change, errorOf, opened, onToggle }: AdvancedFieldsProps) {
  return (
    <Disclosure label="Advanced" opened={opened} onToggle={onToggle}>
      <Stack gap="md" pt="sm">
        <div className="twoFields">
          <NativeSelect
            name="minVersion"
            label="Minimum TLS version"
            data={versionChoices}
            value={draft.minVersion}
            onChange={(event) =>
              change({ minVersion: tlsVersions.find((v) => v === event.currentTarget.value) ?? newDraft.minVersion })
            }
            description={
              isDeprecatedVersion(draft.minVersion)
                ? 'Unsafe: this version has known weaknesses. Only for a server that cannot do better.'
                : null
            }
            error={errorOf('minVersion')}
          />
          <NativeSelect
            name="cipherProfile"
            label="Ciphers"
            data={profileChoices}
            value={draft.cipherProfile}
            onChange={(event) =>
              change({
                cipherProfile: cipherProfiles.find((p) => p === event.currentTarget.value) ?? newDraft.cipherProfile,
              })
            }
            description={cipherProfileWords[draft.cipherProfile].sentence}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            error={errorOf('cipherProfile')}
          />
        </div>
        {draft.cipherProfile === 'custom' && (
          <TextInput
            name="cipherList"
            label="Cipher string"
            placeholder="ECDHE+AESGCM:!aNULL"
            value={draft.cipherList}
            onChange={(event) => change({ cipherList: event.currentTarget.value })}
            error={errorOf('cipherList')}
            spellCheck={false}
            classNames={{ input: 'mono' }}
          />
        )}
        <Textarea
          name="mxNames"
          label="Expected MX names"
          description="Names that the certificate may show instead of the name of the mail server, one a line. Usually empty."
          value={draft.mxNames}
          onChange={(event) => change({ mxNames: event.currentTarget.value })}
          error={errorOf('mxNames')}
          autosize
          minRows={1}
          spellCheck={false}
        />
        <NumberInput
          name="queueLifeHours"
          label="Give up after (hours)"
          description="How long a message waits in the queue when it cannot be sent. Empty: as for all others."
          value={draft.queueLifeHours}
          onChange={(value) => change({ queueLifeHours: typeof value === 'number' ? value : '' })}
          error={errorOf('queueLifeHours')}
          min={1}
          max={24 * 30}
          allowDecimal={false}
          allowNegative={false}
          w={220}
        />
      </Stack>
    </Disclosure>
  );
}
