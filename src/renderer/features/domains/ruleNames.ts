import type { Rule } from '../../../shared/contract/rule.ts';
import { counted } from '../../ui/quantity.ts';

/** `example.com`, or `3 domains`: what a sentence is about. */
export function rulesNamed(rules: readonly Pick<Rule, 'displayPattern'>[], count = rules.length): string {
  const [only] = rules;
  return count === 1 && only ? only.displayPattern : counted(count, 'domain');
}

/** The A-label form too, where it is not what is shown. */
export function patternTitle(rule: Pick<Rule, 'pattern' | 'displayPattern'>): string {
  return rule.displayPattern === rule.pattern ? rule.pattern : `${rule.displayPattern} (${rule.pattern})`;
}
