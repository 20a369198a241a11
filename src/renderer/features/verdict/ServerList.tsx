import { Accordion } from '@mantine/core';
import { useState } from 'react';
import type { DomainVerdict } from '../../../shared/contract/verdict.ts';
import { counted } from '../../ui/quantity.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { ServerVerdict } from './ServerVerdict.tsx';
import { decidingServer, serverMark } from './verdictWords.ts';

/** The MX of a domain, in the order in which mail tries them. The one that decides the result is open at first. */
export function ServerList({ verdict }: { verdict: DomainVerdict }) {
  const { mx } = verdict;
  const [opened, setOpened] = useState(() => {
    const first = decidingServer(verdict) ?? verdict.mx[0];
    return first ? [first.host] : [];
  });
  if (mx.length === 0) return null;
  return (
    <section aria-label="Mail servers">
      <h3 className="factsTitle">{counted(mx.length, 'mail server')} (MX)</h3>
      <Accordion multiple value={opened} onChange={setOpened} order={4} variant="contained" className="servers">
        {mx.map(({ host, preference, verdict: found }) => {
          const { tone, words } = serverMark(found);
          return (
            <Accordion.Item value={host} key={host}>
              <Accordion.Control>
                <span className="serverHead">
                  <span className="strong breakAnywhere">{host}</span>
                  <span className="quieter">Preference {preference}</span>
                  <ToneMark tone={tone}>{words}</ToneMark>
                </span>
              </Accordion.Control>
              <Accordion.Panel>
                <ServerVerdict verdict={found} />
              </Accordion.Panel>
            </Accordion.Item>
          );
        })}
      </Accordion>
    </section>
  );
}
