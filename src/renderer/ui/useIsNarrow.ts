import { useMediaQuery } from '@mantine/hooks';

/** The smallest window is 900 pixels wide: below 1040 the lists drop what an entry's page says anyway. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 1040px)', false, { getInitialValueInEffect: false });
}
