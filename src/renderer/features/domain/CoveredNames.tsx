import { useEffect, useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands.ts';
import type { RuleRow } from '../../../shared/contract/ruleList.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { hrefOf } from '../shell/router.ts';

/** Of a wildcard: the names below it that had mail. `rule` is read anew with every change of its counts. */
export function CoveredNames({ rule }: { rule: RuleRow }) {
  const { engine } = useAppStores();
  const [found, setFound] = useState<CommandOutput<'rules.names'> | null>(null);

  useEffect(() => {
    let current = true;
    engine.call('rules.names', { id: rule.id }).then(
      (names) => current && setFound(names),
      // It is read again with the rule.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [engine, rule]);

  return (
    <section className="panel" aria-labelledby="namesTitle">
      <h2 className="panelTitle" id="namesTitle">
        Domains with mail, last 7 days
      </h2>
      {found?.total === 0 && (
        <p className="quieter">
          None so far. As soon as a name below {rule.displayPattern.slice(2)} has mail, it is here.
        </p>
      )}
      {found !== null && found.total > 0 && (
        <table className="namesTable">
          <thead>
            <tr>
              <th scope="col">Domain</th>
              <th scope="col">Mail</th>
              <th scope="col">TLS failures</th>
              <th scope="col">Waiting</th>
            </tr>
          </thead>
          <tbody>
            {found.names.map(({ domain, mail, tlsFailures, waiting }) => (
              <tr key={domain}>
                <th scope="row" className="breakAnywhere">
                  <a href={hrefOf('log', { domain })} dir="auto">
                    {displayDomain(domain)}
                  </a>
                </th>
                <td>{wholeNumber(mail)}</td>
                <td>{wholeNumber(tlsFailures)}</td>
                <td>{wholeNumber(waiting)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found !== null && found.total > found.names.length && (
        <p className="quieter">and {counted(found.total - found.names.length, 'other domain')}</p>
      )}
    </section>
  );
}
