import type { Rule, RuleInput } from '../../../../shared/contract/rule.ts';
import { checkRule } from '../ruleCheck.ts';

const at = '2026-11-22T12:00:00.000Z';

/** A whole rule, as the store would have it. @throws where the input is no rule */
export function makeRule(input: RuleInput): Rule {
  const checked = checkRule(input, null);
  if (!checked.ok) throw new Error(checked.refusal.message);
  return { ...checked.rule, id: input.id ?? `id-${input.pattern}-${input.direction}`, createdAt: at, updatedAt: at };
}

export const pin = 'EsHAN3MPaJGR1FKQV05qOs6CJzMLFWPk2cvvyPUFHeI=';

/** One of each kind, with what is hard to write down. */
export const manyKinds: readonly Rule[] = [
  makeRule({ pattern: 'plain.example', mode: 'strict' }),
  makeRule({ pattern: '*.wild.example', mode: 'relaxed', direction: 'outbound', minVersion: 'TLSv1' }),
  makeRule({ pattern: 'bücher.example', mode: 'strict', mxNames: ['mx.books.example', '.books.example'] }),
  makeRule({ pattern: 'pinned.example', mode: 'pinned', pins: [pin, '+sHAN3MPaJGR1FKQV05qOs6CJzMLFWPk2cvvyPUFHeI='] }),
  makeRule({ pattern: 'watched.example', mode: 'watch', queueLifeHours: 12, enabled: false }),
  makeRule({ pattern: 'two.example', mode: 'strict', direction: 'outbound', cipherProfile: 'modern' }),
  makeRule({ pattern: 'two.example', mode: 'relaxed', direction: 'inbound', note: '=HYPERLINK("http://x","y")' }),
  makeRule({ pattern: 'custom.example', mode: 'strict', cipherProfile: 'custom', cipherList: 'ECDHE+AESGCM:!aNULL' }),
  makeRule({ pattern: 'quoted.example', mode: 'strict', note: 'says "no", \r\nthen; \'yes\'\n' }),
  makeRule({ pattern: 'signs.example', mode: 'strict', note: "'+1 @home -x" }),
  makeRule({ pattern: 'spaces.example', mode: 'strict', note: '  both ends  ' }),
  makeRule({ pattern: 'tab.example', mode: 'strict', note: '\t@SUM(1)' }),
  makeRule({ pattern: 'wide.example', mode: 'strict', note: '＝1+1 für Ödön 🙂' }),
];
