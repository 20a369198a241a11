import type { DomainVerdict, ModeVerdict, RuleVerdict, Verdict } from '../../../shared/contract/verdict.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { RuleMode } from '../../../shared/domain/tlsMode.ts';
import { failureSentences, inSentence } from '../sentences/failures.ts';
import { modeWords } from '../sentences/modes.ts';
import type { Tone } from '../sentences/outcomes.ts';
import { takesNoMail } from '../sentences/takesNoMail.ts';

type Result = Pick<RuleVerdict, 'result' | 'code'>;

export const resultTones: Record<RuleVerdict['result'], Tone> = { valid: 'good', 'not-valid': 'bad', unknown: 'plain' };

export const resultMarks: Record<RuleVerdict['result'], string> = {
  valid: 'Passes',
  'not-valid': 'Does not pass',
  unknown: 'Not known',
};

/** What a test means for the rule of the domain, in one or two sentences. */
export function resultWords({ result, code }: Result): string {
  if (takesNoMail({ result, code })) return `Mail to the domain is returned to its sender at once.${reasonOf(code)}`;
  if (result === 'valid') return 'Mail to the domain can be sent as the rule asks.';
  if (result === 'not-valid') return `Mail to the domain would wait.${reasonOf(code)}`;
  return `It is not known whether mail would pass.${reasonOf(code)}`;
}

function reasonOf(code: FailureCode | null): string {
  return code === null ? '' : ` ${failureSentences[code].title}.`;
}

/** As the engine judges a rule by the verdict of its domain: one server that would be refused is enough. */
export function resultUnder(mode: RuleMode, { mx, unknown, code }: DomainVerdict): Result {
  const refused = mx.map(({ verdict }) => (verdict.unknown ? null : codeUnder(mode, verdict))).find(Boolean);
  if (refused) return { result: 'not-valid', code: refused };
  if (mx.length === 0 && !unknown) return { result: 'not-valid', code };
  if (unknown) return { result: 'unknown', code: mx.find(({ verdict }) => verdict.unknown)?.verdict.code ?? code };
  return { result: 'valid', code: null };
}

/** The strictest mode that all servers pass, and why not a stricter one. */
export function strictestWords(verdict: DomainVerdict): { title: string; why: string } {
  const { mx, strictestMode, code, unknown } = verdict;
  const notCounted = unknown ? ' A server that gave no answer is not counted.' : '';
  if (strictestMode === null) {
    if (mx.length > 0) return { title: 'Not known', why: 'No answer came that says anything about TLS.' };
    return {
      title: unknown ? 'Not known' : 'None',
      why: code === null ? 'No server was found.' : failureSentences[code].why,
    };
  }
  if (strictestMode === 'strict') {
    return { title: modeWords.strict.name, why: `${everyServer(mx.length)}${notCounted}` };
  }
  return { title: modeWords[strictestMode].name, why: `${whyNotStricter(verdict)}${notCounted}` };
}

/** When the servers were asked: what is remembered of an earlier test counts from then. */
export function testedAt({ mx, checkedAt }: DomainVerdict): string {
  return mx.map(({ verdict }) => verdict.checkedAt).sort()[0] ?? checkedAt;
}

/** The server whose verdict is the domain's. */
export function decidingServer({ mx, code }: DomainVerdict): DomainVerdict['mx'][number] | null {
  return mx.find(({ verdict }) => code !== null && verdict.code === code) ?? null;
}

function whyNotStricter(verdict: DomainVerdict): string {
  if (verdict.code === null) return 'A stricter one would not pass.';
  const reason = inSentence(failureSentences[verdict.code].title);
  const server = verdict.mx.length > 1 ? decidingServer(verdict) : null;
  return server ? `Not stricter, because of ${server.host}: ${reason}.` : `Not stricter, because ${reason}.`;
}

export interface ModeLine {
  mode: 'strict' | 'relaxed' | 'pinned';
  name: string;
  /** Null where the answer says nothing about TLS. */
  pass: boolean | null;
  /** Why not; nothing where it passes. */
  reason: string | null;
}

/** Each mode that a rule can ask for, the strictest first. A reason is told at length once. */
export function modeLines({ modes, unknown }: Pick<Verdict, 'modes' | 'unknown'>): ModeLine[] {
  const told = new Set<FailureCode>();
  const line = (mode: ModeLine['mode'], verdict: ModeVerdict): ModeLine => {
    const { name } = modeWords[mode];
    if (verdict.code === null) return { mode, name, pass: verdict.pass, reason: null };
    const { title, why } = failureSentences[verdict.code];
    const reason = told.has(verdict.code) ? `${title}.` : `${title}. ${why}`;
    told.add(verdict.code);
    return { mode, name, pass: unknown ? null : verdict.pass, reason };
  };
  const pinned = modes.pinned ? [line('pinned', modes.pinned)] : [];
  return [...pinned, line('strict', modes.strict), line('relaxed', modes.relaxed)];
}

/** A server in two words, for its heading. */
export function serverMark({ modes, unknown }: Pick<Verdict, 'modes' | 'unknown'>): { tone: Tone; words: string } {
  if (unknown) return { tone: 'plain', words: 'Not known' };
  if (modes.strict.pass) return { tone: 'good', words: 'Passes Strict' };
  if (modes.relaxed.pass) return { tone: 'wait', words: 'Passes Relaxed' };
  return { tone: 'bad', words: 'Does not pass' };
}

/** `0.4 ms`, `12 ms`, `1.2 s`. */
export function phaseTime(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms} ms`;
}

function everyServer(count: number): string {
  return count === 1 ? 'The mail server of the domain passes.' : `All ${count} mail servers of the domain pass.`;
}

function codeUnder(mode: RuleMode, { modes }: Verdict): FailureCode | null {
  switch (mode) {
    case 'strict':
      return modes.strict.code;
    case 'relaxed':
      return modes.relaxed.code;
    case 'pinned':
      return modes.pinned?.code ?? null;
    case 'watch':
      return null;
    default:
      return assertNever(mode);
  }
}
