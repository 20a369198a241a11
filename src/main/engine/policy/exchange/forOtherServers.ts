import type { Rule } from '../../../../shared/contract/rule.ts';

/** A rule that another mail server cannot be told of, and why, as a comment says it. */
export interface LeftOut {
  rule: Rule;
  why: string;
}

/** What an export for another mail server's outgoing side can hold, and what it cannot. */
export function outgoingRules(rules: readonly Rule[]): { outgoing: Rule[]; leftOut: LeftOut[] } {
  const outgoing: Rule[] = [];
  const leftOut: LeftOut[] = [];
  for (const rule of rules) {
    if (!rule.enabled) leftOut.push({ rule, why: 'switched off' });
    else if (rule.direction === 'inbound') leftOut.push({ rule, why: 'only for mail from the domain' });
    else outgoing.push(rule);
  }
  return { outgoing, leftOut };
}

/** One line, whatever a person wrote: a line break would end a comment, and what follows would be read as code. */
export function commentText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not stay.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ').trim();
}
