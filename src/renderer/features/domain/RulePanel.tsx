import type { RuleRow } from '../../../shared/contract/ruleList.ts';
import { FactList, fact } from '../../ui/FactList.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { counted } from '../../ui/quantity.ts';
import { longDate } from '../../ui/time.ts';
import { Version } from '../domains/DomainCells.tsx';
import { cipherProfileWords, directionWords, modeWords } from '../sentences/modes.ts';

/** The rule in full: what it asks for, and only that. */
export function RulePanel({ rule }: { rule: RuleRow }) {
  return (
    <section className="panel" aria-labelledby="ruleTitle">
      <h2 className="panelTitle" id="ruleTitle">
        The rule
      </h2>
      <p className="ruleSentence">{modeWords[rule.mode].sentence}</p>
      <FactList
        facts={[
          { label: 'Mode', value: modeWords[rule.mode].name },
          fact('Applies to', directionWords[rule.direction].sentence),
          {
            label: 'Minimum TLS version',
            value: <Version rule={rule} />,
          },
          fact('Ciphers', rule.cipherList ?? cipherProfileWords[rule.cipherProfile].name),
          fact('Expected MX names', rule.mxNames.map(displayDomain).join(', ')),
          fact('Pins', rule.pins.join(' '), { mono: true }),
          fact('Give up after', rule.queueLifeHours === null ? null : counted(rule.queueLifeHours, 'hour')),
          fact('Note', rule.note),
          rule.pattern === rule.displayPattern ? null : fact('In the DNS', rule.pattern, { copy: true, mono: true }),
          fact('Changed', longDate(rule.updatedAt)),
        ]}
      />
    </section>
  );
}
