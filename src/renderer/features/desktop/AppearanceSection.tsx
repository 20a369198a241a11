import { Radio, Stack, useMantineColorScheme } from '@mantine/core';
import { SettingsSection } from '../settings/SettingsSection.tsx';
import { useColorChoice } from './useColorChoice.ts';

const choices = [
  { value: 'auto', label: 'As the system', about: 'Light or dark, and it changes with the system.' },
  { value: 'light', label: 'Light', about: null },
  { value: 'dark', label: 'Dark', about: null },
] as const;

/** Kept by this window alone: another viewer of the same relay chooses for themselves. */
export function AppearanceSection() {
  const { colorScheme } = useMantineColorScheme();
  const choose = useColorChoice();
  return (
    <SettingsSection title="Appearance" about="How Sealpost looks here. It counts at once, and for you only.">
      <Radio.Group
        label="Colours"
        value={colorScheme}
        onChange={(value) => {
          const chosen = choices.find((choice) => choice.value === value);
          if (chosen) choose(chosen.value);
        }}
      >
        <Stack gap={8} mt={6}>
          {choices.map(({ value, label, about }) => (
            <Radio key={value} value={value} label={label} description={about} />
          ))}
        </Stack>
      </Radio.Group>
    </SettingsSection>
  );
}
