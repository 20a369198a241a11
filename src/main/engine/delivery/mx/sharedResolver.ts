import type { Clock } from '../../runtime.ts';
import { createResolver, type DnsResolver } from './resolver.ts';

/** Answers that many deliveries ask for at the same time are asked for once. */
export interface SharedResolver {
  /** For these servers; none are the system's. */
  forServers(dnsServers: readonly string[]): DnsResolver;
  /** Whoever asks from now on hears nothing that was asked for before. */
  forget(): void;
}

/** The system's servers change when a laptop changes networks. */
const resolverLifeMs = 10_000;
/** No TTL that anybody means is shorter. */
const defaultAnswerLifeMs = 1000;
/** As long as c-ares may take: until then `cancel` has to reach a resolver that is no longer used. */
const longestQuestionMs = 60_000;

interface Asked<Value> {
  answer: Promise<Value[]>;
  at: number;
}

interface Made {
  resolver: DnsResolver;
  servers: string;
  at: number;
  mx: Map<string, Asked<{ exchange: string; priority: number }>>;
  v4: Map<string, Asked<string>>;
  v6: Map<string, Asked<string>>;
}

/** `answerLifeMs`: for how long an answer is good for those who ask the same; with 0 each question is asked. */
export function createSharedResolver(
  clock: Clock,
  make: typeof createResolver = createResolver,
  answerLifeMs = defaultAnswerLifeMs,
): SharedResolver {
  let current: Made | null = null;
  let former: Made[] = [];

  const madeFor = (dnsServers: readonly string[]): Made => {
    const now = clock.now();
    const servers = dnsServers.join();
    const age = current ? now - current.at : 0;
    if (current && current.servers === servers && age >= 0 && age < resolverLifeMs) return current;
    former = [...former, ...(current ? [current] : [])].filter(({ at }) => Math.abs(now - at) < longestQuestionMs);
    current = { resolver: make({ dnsServers }), servers, at: now, mx: new Map(), v4: new Map(), v6: new Map() };
    return current;
  };

  return {
    forServers(dnsServers) {
      const made = madeFor(dnsServers);
      const { resolver } = made;
      /** An error is told to those who wait for it, and to nobody later. Each gets a list of his own: they are shuffled. */
      const once = async <Value>(key: string, ask: () => Promise<Value[]>, known: Map<string, Asked<Value>>) => {
        const now = clock.now();
        const found = known.get(key);
        if (found && Math.abs(now - found.at) < answerLifeMs) return [...(await found.answer)];
        const answer = ask();
        known.set(key, { answer, at: now });
        answer.catch(() => {
          if (known.get(key)?.answer === answer) known.delete(key);
        });
        return [...(await answer)];
      };
      return {
        resolveMx: (domain) => once(domain, () => resolver.resolveMx(domain), made.mx),
        resolve4: (host) => once(host, () => resolver.resolve4(host), made.v4),
        resolve6: (host) => once(host, () => resolver.resolve6(host), made.v6),
        lookup: (host) => resolver.lookup(host),
        cancel() {
          for (const { resolver: each } of [made, ...former]) each.cancel();
        },
      };
    },
    forget() {
      for (const known of [current?.mx, current?.v4, current?.v6]) known?.clear();
    },
  };
}
