import { useEffect, useState } from 'react';
import type { ListedRule } from '../../../shared/contract/rule.ts';
import { useAppStores } from '../../stores/appStores.tsx';

/** All rules, read again whenever they change; null before the first answer. */
export function useRuleList(): readonly ListedRule[] | null {
  const { engine } = useAppStores();
  const [rules, setRules] = useState<readonly ListedRule[] | null>(null);
  useEffect(() => {
    let current = true;
    const read = () => {
      engine.call('rules.list', {}).then(
        (answer) => current && setRules(answer.rules),
        () => {
          // The connection went: it is read again when it is back.
        },
      );
    };
    const stopEvents = engine.subscribe('rules.changed', {}, read);
    const stopConnected = engine.onConnected(read);
    return () => {
      current = false;
      stopEvents();
      stopConnected();
    };
  }, [engine]);
  return rules;
}
