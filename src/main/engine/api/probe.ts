import { isIP } from 'node:net';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers, Emit } from '../../../shared/contract/server.ts';
import { normalizeDomain } from '../policy/domainName.ts';
import { checkRule } from '../policy/ruleCheck.ts';
import { opportunisticPolicy, policyForRule } from '../policy/tlsPolicy.ts';
import { runBulkProbe } from '../probe/bulkProbe.ts';
import { judgeRule } from '../probe/verdict.ts';
import type { ApiContext } from './context.ts';

type ProbeHandlers = Pick<CommandHandlers, 'probe.host' | 'probe.domain' | 'rules.probe'>;

const smtpPort = 25;

export function createProbeHandlers(context: ApiContext): ProbeHandlers {
  const { prober } = context;
  return {
    'probe.host': async ({ host, port, name, pins, minVersion, fresh }) => {
      const literal = host.replace(/^\[(.*)\]$/, '$1');
      const target = isIP(literal) === 0 ? normalizeDomain(host) : literal;
      if (target === null) throw invalid('host', `"${host}" is not a host name or an address.`);
      const policy = {
        ...opportunisticPolicy,
        mxNames: name === undefined ? [] : [name],
        pins: pins ?? [],
        minVersion: minVersion ?? opportunisticPolicy.minVersion,
      };
      return { verdict: await prober.probeHost(target, port ?? smtpPort, policy, fresh ?? false) };
    },
    'probe.domain': async ({ domain: text, fresh }) => {
      const domain = normalizeDomain(text);
      if (domain === null) throw invalid('domain', `"${text}" is not a domain.`);
      const verdict = await prober.probeDomain(domain, policyOf(context, domain), fresh ?? false);
      if (fresh) context.rules.prober.refresh(context.rules.book.list().filter(({ pattern }) => pattern === domain));
      return verdict;
    },
    'rules.probe': async (input) => {
      const existing = input.id === undefined ? null : context.rules.book.get(input.id);
      const checked = checkRule(input, existing);
      if (!checked.ok) throw new ContractError(checked.refusal);
      const { rule } = checked;
      const checkedAt = new Date(context.clock.now()).toISOString();
      if (rule.pattern.startsWith('*.')) {
        return { result: 'unknown', code: null, checkedAt, certificateNotAfter: null, verdict: null };
      }
      const policy = policyForRule({ ...rule, id: existing?.id ?? '', createdAt: checkedAt, updatedAt: checkedAt });
      const verdict = await prober.probeDomain(rule.pattern, policy, false);
      return { ...judgeRule(rule.mode, verdict), verdict };
    },
  };
}

/** The event behind a pasted list: what is no domain is refused before anything is asked. */
export function followBulkProbe(
  context: ApiContext,
  { domains }: { domains: readonly string[] },
  emit: Emit<'probe.run'>,
): () => void {
  const names = domains.map((text, index) => {
    const domain = normalizeDomain(text);
    if (domain === null) throw invalid(`domains.${index}`, `"${text}" is not a domain.`);
    return domain;
  });
  return runBulkProbe(context.prober, names, (domain) => policyOf(context, domain), emit);
}

/** A domain is judged by what its rule asks, where it has one. */
function policyOf(context: ApiContext, domain: string) {
  const rule = context.rules.book.match('outbound', domain);
  return rule ? policyForRule(rule) : opportunisticPolicy;
}

function invalid(field: string, message: string): ContractError {
  return new ContractError({ code: 'invalid-input', field, message });
}
