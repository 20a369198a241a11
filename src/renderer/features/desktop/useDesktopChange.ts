import { tellFailed } from '../../ui/notify.ts';

/** Runs a change of this desktop; what was refused stays as it was, and is told. */
export function useDesktopChange(): (work: () => Promise<void>) => void {
  return (work) => {
    work().catch((error: unknown) => tellFailed('That was not changed', error));
  };
}
