import { Switch, TextInput } from '@mantine/core';
import { NumberField } from './fields.tsx';
import { retryPreview } from './retryPreview.ts';
import { SettingsSection } from './SettingsSection.tsx';
import type { SettingsFormPart } from './settingsForm.types.ts';

/** What happens to mail that cannot leave at once, and what is kept of it. */
export function QueueSections({ draft, edit, errorOf }: SettingsFormPart) {
  const preview = retryPreview(draft.retrySchedule);
  return (
    <>
      <SettingsSection
        title="Retry schedule"
        about="How long mail that could not be delivered waits for each next try."
      >
        <TextInput
          label="Waits between tries"
          description="In s, m, h or d. A star after the last one repeats it."
          value={draft.retrySchedule}
          onChange={(event) => edit({ retrySchedule: event.currentTarget.value })}
          error={errorOf('queue.retrySchedule')}
          spellCheck={false}
        />
        <p className="quieter" aria-live="polite">
          {preview === null ? 'The times show here once it can be read.' : `Tried again ${preview}.`}
        </p>
      </SettingsSection>
      <SettingsSection title="Queue life" about="How long mail is tried before it is given up.">
        <div className="settingsPair">
          <NumberField
            label="Given up after"
            unit="hours"
            value={draft.lifeHours}
            onChange={(lifeHours) => edit({ lifeHours })}
            error={errorOf('queue.lifeHours')}
          />
          <NumberField
            label="Where TLS keeps it back, after"
            unit="hours"
            value={draft.tlsLifeHours}
            onChange={(tlsLifeHours) => edit({ tlsLifeHours })}
            error={errorOf('queue.tlsLifeHours')}
          />
        </div>
      </SettingsSection>
      <SettingsSection title="Notices" about="What the sender of a message hears about it.">
        <Switch
          label="Tell the sender when mail is given up"
          description="Off: it is deleted silently, and only the log knows."
          checked={draft.sendDsn}
          onChange={(event) => edit({ sendDsn: event.currentTarget.checked })}
        />
        <Switch
          label="Warn the sender when mail is late"
          checked={draft.sendDelayWarning}
          onChange={(event) => edit({ sendDelayWarning: event.currentTarget.checked })}
        />
        <div className="settingsPair">
          <NumberField
            label="Warned after"
            unit="hours"
            value={draft.delayWarningHours}
            onChange={(delayWarningHours) => edit({ delayWarningHours })}
            error={errorOf('notices.delayWarningHours')}
          />
          <NumberField
            label="Where TLS keeps it back, warned after"
            unit="hours"
            value={draft.tlsDelayWarningHours}
            onChange={(tlsDelayWarningHours) => edit({ tlsDelayWarningHours })}
            error={errorOf('notices.tlsDelayWarningHours')}
          />
        </div>
      </SettingsSection>
      <SettingsSection
        title="Live log"
        about="How far back it goes. What is older, or too much, is deleted from the oldest on."
      >
        <div className="settingsPair">
          <NumberField
            label="Kept for"
            unit="days"
            value={draft.retentionDays}
            onChange={(retentionDays) => edit({ retentionDays })}
            error={errorOf('history.retentionDays')}
          />
          <NumberField
            label="But at most"
            unit="MB"
            value={draft.maxLogMb}
            onChange={(maxLogMb) => edit({ maxLogMb })}
            error={errorOf('history.maxMegabytes')}
          />
        </div>
      </SettingsSection>
    </>
  );
}
