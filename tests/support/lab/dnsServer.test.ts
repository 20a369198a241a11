import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DnsServer, startDnsServer } from './dnsServer.ts';

let dns: DnsServer;
let resolver: Resolver;

beforeEach(async () => {
  dns = await startDnsServer();
  resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([dns.address]);
});
afterEach(async () => {
  resolver.cancel();
  await dns.close();
});

describe('the DNS server', () => {
  it('answers what its zone says, in any case, and changes with it', async () => {
    dns.zone.set('a.example', { a: ['127.0.1.1', '127.0.1.2'], aaaa: ['::1'], txt: ['v=x'] });
    expect(await resolver.resolve4('A.Example')).toEqual(['127.0.1.1', '127.0.1.2']);
    expect(await resolver.resolve6('a.example')).toEqual(['::1']);
    expect(await resolver.resolveTxt('a.example')).toEqual([['v=x']]);
    await expect(resolver.resolveMx('a.example')).rejects.toMatchObject({ code: 'ENODATA' });
    dns.zone.set('a.example', { a: ['127.0.1.3'] });
    expect(await resolver.resolve4('a.example')).toEqual(['127.0.1.3']);
    expect(dns.queries.at(-1)).toEqual({ name: 'a.example', type: 'A', transport: 'udp' });
  });

  it('follows a CNAME inside its zone', async () => {
    dns.zone.set('alias.example', { cname: 'real.example' });
    dns.zone.set('real.example', { a: ['127.0.1.9'] });
    expect(await resolver.resolve4('alias.example')).toEqual(['127.0.1.9']);
  });

  it('tells names that do not exist from names that fail', async () => {
    dns.zone.set('broken.example', 'SERVFAIL');
    dns.zone.set('closed.example', 'REFUSED');
    await expect(resolver.resolve4('unknown.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve4('broken.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    await expect(resolver.resolve4('closed.example')).rejects.toMatchObject({ code: 'EREFUSED' });
  });

  it('keeps silent where it is told to', async () => {
    dns.zone.set('silent.example', 'silent');
    await expect(resolver.resolve4('silent.example')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  });

  it('truncates a long answer over UDP and gives all of it over TCP', async () => {
    const mx = Array.from({ length: 60 }, (_, index) => ({ preference: index, exchange: `mx${index}.many.example` }));
    dns.zone.set('many.example', { mx });
    const answers = await resolver.resolveMx('many.example');
    expect(answers).toHaveLength(60);
    expect(dns.queries.map(({ transport }) => transport)).toEqual(['udp', 'tcp']);
  });
});
