import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useAppStores } from '../../stores/appStores.tsx';
import { tellFailed } from '../../ui/notify.ts';

/** Chooses light, dark or as the system, for the page and for the window around it. */
export function useColorChoice(): (colorScheme: MantineColorScheme) => void {
  const { setColorScheme } = useMantineColorScheme();
  const { desktop } = useAppStores();
  return (colorScheme) => {
    setColorScheme(colorScheme);
    desktop
      .getState()
      .save({ colorScheme })
      .catch((error: unknown) => tellFailed("The window's frame did not follow", error));
  };
}
