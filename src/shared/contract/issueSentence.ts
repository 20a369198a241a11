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
      return isOwn(issue) ? sentence(issue.message) : tooBig(issue);
    case 'too_small':
      return isOwn(issue) ? sentence(issue.message) : tooSmall(issue);
    default:
      return sentence(issue.message);
  }
}

/** The schema says it in words of its own. */
function isOwn({ message }: { message: string }): boolean {
  return !message.startsWith('Too ');
}

function tooBig({ origin, maximum }: Pick<z.core.$ZodIssueTooBig, 'origin' | 'maximum'>): string {
  if (origin === 'string') return `At most ${maximum} characters.`;
  return origin === 'array' ? `At most ${maximum} of them.` : `The highest value is ${maximum}.`;
}

function tooSmall({ origin, minimum }: Pick<z.core.$ZodIssueTooSmall, 'origin' | 'minimum'>): string {
  if (origin === 'string') return minimum === 1 ? 'This cannot be empty.' : `At least ${minimum} characters.`;
  if (origin === 'array') return minimum === 1 ? 'At least one is needed.' : `At least ${minimum} of them are needed.`;
  return `The lowest value is ${minimum}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
