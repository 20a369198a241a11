import { createCa } from './lab/ca.ts';
import { type DnsEntry, startDnsServer } from './lab/dnsServer.ts';
import { type SmtpBehaviour, wellBehaved } from './lab/smtpBehaviour.ts';
import { startSmtpDouble } from './lab/smtpDouble.ts';
import { farmDomain } from './probeFarm.ts';

/** The other process of `startProbeFarm`: ends when its parent lets go of it. */

const domains = Number(process.argv[2]);
const servers = 8;
const portAttempts = 20;

const ca = await createCa();
let open = 0;
let maxOpen = 0;
const behaviour: SmtpBehaviour = {
  ...wellBehaved('mx.load.example', await ca.issue({ names: ['*.load.example'] })),
  async before(step) {
    if (step === 'greeting') open += 1;
    if (step === 'quit') open -= 1;
    maxOpen = Math.max(maxOpen, open);
  },
};

const port = await startServers();
const zone = new Map<string, DnsEntry>();
for (let place = 0; place < domains; place += 1) {
  const exchange = `mx${place}.load.example`;
  zone.set(farmDomain(place), { mx: [{ preference: 10, exchange }] });
  zone.set(exchange, { a: [`127.0.4.${1 + (place % servers)}`] });
}
const dns = await startDnsServer(zone);

process.on('message', () => {
  process.send?.({ maxOpen });
  maxOpen = open;
});
process.on('disconnect', () => process.exit(0));
process.send?.({ dns: dns.address, deliveryPort: port, caPem: ca.rootPem });

/** All on one port, each on its own address. */
async function startServers(): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    let common = 0;
    try {
      for (let place = 1; place <= servers; place += 1) {
        common = (await startSmtpDouble({ address: `127.0.4.${place}`, port: common, behaviour })).port;
      }
      return common;
    } catch (error) {
      if (attempt === portAttempts) throw error;
    }
  }
}
