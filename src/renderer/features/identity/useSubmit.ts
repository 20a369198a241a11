import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import { refusalOfError } from '../../client/engineConnection.ts';

export interface Submission {
  form: RefObject<HTMLFormElement | null>;
  busy: boolean;
  /** Runs `work`; what it throws is shown where it belongs. */
  submit(event: FormEvent, work: () => Promise<void>): Promise<void>;
  /** The refusal of a field, by its path in the command; of one in a list too. */
  errorOf(path: string): string | null;
  /** A refusal that is about none of the fields given. */
  otherThan(paths: readonly string[]): string | null;
  forget(): void;
}

/** A form whose refusals stand beside their fields; the first of them gets the focus. */
export function useSubmit(): Submission {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);

  const isAbout = (path: string) => refusal?.field === path || refusal?.field?.startsWith(`${path}.`) === true;
  return {
    form,
    busy,
    async submit(event, work) {
      event.preventDefault();
      setBusy(true);
      setRefusal(null);
      try {
        await work();
      } catch (error) {
        setRefusal(refusalOfError(error));
      }
      setBusy(false);
    },
    errorOf: (path) => (refusal && isAbout(path) ? refusal.message : null),
    otherThan: (paths) => (refusal && !paths.some(isAbout) ? refusal.message : null),
    forget: () => setRefusal(null),
  };
}
