import { useCallback, useEffect, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { DomainVerdict } from '../../../shared/contract/verdict.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';

export interface DomainTest {
  /** Kept while the servers are asked again. */
  verdict: DomainVerdict | null;
  refusal: Refusal | null;
  testing: boolean;
  testAgain(): void;
}

/** Tests a domain at once, with what is remembered of the last minutes; again, it asks every server anew. */
export function useDomainTest(domain: string): DomainTest {
  const { engine } = useAppStores();
  const [verdict, setVerdict] = useState<DomainVerdict | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  /** A number for each question: a new one is a new question, and the first may be answered from memory. */
  const [round, setRound] = useState(0);
  const [answered, setAnswered] = useState(-1);

  useEffect(() => {
    let current = true;
    const finish = (found: DomainVerdict | null, refused: Refusal | null) => {
      if (!current) return;
      if (found) setVerdict(found);
      setRefusal(refused);
      setAnswered(round);
    };
    engine.call('probe.domain', { domain, fresh: round > 0 }).then(
      (found) => finish(found, null),
      (error: unknown) => finish(null, refusalOfError(error)),
    );
    return () => {
      current = false;
    };
  }, [engine, domain, round]);

  const testAgain = useCallback(() => setRound((last) => last + 1), []);
  return { verdict, refusal, testing: answered !== round, testAgain };
}
