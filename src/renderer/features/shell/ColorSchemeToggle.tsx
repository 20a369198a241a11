import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;
const words = { auto: 'as the system', light: 'light', dark: 'dark' } as const;
const icons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;

import { useColorChoice } from '../desktop/useColorChoice.ts';

/** Walks through "as the system", light and dark. */
export function ColorSchemeToggle() {
  const { colorScheme } = useMantineColorScheme();
  const choose = useColorChoice();
  const Icon = icons[colorScheme];
  const label = `Appearance: ${words[colorScheme]}. Switch to ${words[next[colorScheme]]}`;
  return (
    <Tooltip label={`Appearance: ${words[colorScheme]}`} position="right">
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => choose(next[colorScheme])}>
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
