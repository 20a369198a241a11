import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Which field an issue is about, dotted; null for the input as a whole. */
export function fieldOf(issue: Issue): string | null {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  return path.length === 0 ? null : path.join('.');
}

/** What is wrong, as a sentence for the person who sent it. A schema's own message stays as it is. */
export function issueSentence(issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `There is no field "${issue.keys[0]}".`;
    case 'invalid_value':
      return `Choose one of: ${issue.values.join(', ')}.`;
    case 'too_big':
      return isLimit(issue) ? `The highest value is ${issue.maximum}.` : sentence(issue.message);
    case 'too_small':
      return isLimit(issue) ? `The lowest value is ${issue.minimum}.` : sentence(issue.message);
    default:
      return sentence(issue.message);
  }
}

function isLimit(issue: { origin: string; message: string }): boolean {
  return (issue.origin === 'number' || issue.origin === 'int') && issue.message.startsWith('Too ');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
