import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { normalizeDomain } from '../policy/domainName.ts';
import { parseRetrySchedule } from '../queue/retrySchedule.ts';

export type CheckedSettings = { ok: true; settings: Settings } | { ok: false; refusal: Refusal };

/** What the schema cannot say: names, networks, the schedule, files. Domains come back as A-labels. */
export function checkSettings(settings: Settings): CheckedSettings {
  const refuse = (field: string, message: string): CheckedSettings => ({
    ok: false,
    refusal: { code: 'invalid-input', field, message },
  });

  const hostname = hostNameOf(settings.hostname);
  if (hostname === null) return refuse('hostname', `"${settings.hostname}" is not a host name.`);

  for (const [index, listener] of settings.listeners.entries()) {
    const field = `listeners.${index}.host`;
    if (listener.host !== 'localhost' && isIP(listener.host) === 0)
      return refuse(field, 'Give the address of this machine to listen on, for example 127.0.0.1 or 0.0.0.0.');
  }

  for (const [index, network] of settings.allowedNetworks.entries()) {
    if (!isNetwork(network))
      return refuse(`allowedNetworks.${index}`, `"${network}" is not an address or a network like 192.168.1.0/24.`);
    if (network.endsWith('/0'))
      return refuse(
        `allowedNetworks.${index}`,
        `${network} is everybody: the whole world could send through this relay.`,
      );
  }

  const acceptedDomains: string[] = [];
  for (const [index, text] of settings.acceptedDomains.entries()) {
    const domain = normalizeDomain(text);
    if (domain === null) return refuse(`acceptedDomains.${index}`, `"${text}" is not a domain.`);
    if (!acceptedDomains.includes(domain)) acceptedDomains.push(domain);
  }

  for (const [index, server] of settings.dns.servers.entries()) {
    if (!isAddressAndPort(server))
      return refuse(`dns.servers.${index}`, `"${server}" is not an address with a port, like 192.168.1.1:53.`);
  }

  for (const [index, file] of settings.trust.caFiles.entries()) {
    const problem = caFileProblem(file);
    if (problem !== null) return refuse(`trust.caFiles.${index}`, problem);
  }

  if (settings.smartHost && hostNameOf(settings.smartHost.host) === null && isIP(settings.smartHost.host) === 0) {
    return refuse('smartHost.host', `"${settings.smartHost.host}" is not a host name.`);
  }
  if (settings.smartHost && settings.smartHost.username !== null && settings.smartHost.mode !== 'strict') {
    const message =
      'A password is only sent to a server that has proved its name: choose strict, or leave the user out.';
    return refuse('smartHost.mode', message);
  }

  const schedule = parseRetrySchedule(settings.queue.retrySchedule);
  if (!schedule.ok) return refuse('queue.retrySchedule', schedule.message);

  return { ok: true, settings: { ...settings, hostname, acceptedDomains } };
}

/** A host name may be a single label: `localhost`, `relay`. */
export function hostNameOf(text: string): string | null {
  const trimmed = text.trim();
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(trimmed)) return trimmed.toLowerCase();
  return normalizeDomain(trimmed);
}

function isNetwork(text: string): boolean {
  return text.includes('/') ? ipaddr.isValidCIDR(text) : isIP(text) !== 0;
}

function isAddressAndPort(text: string): boolean {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.port);
  return isIP(match?.groups?.v6 ?? match?.groups?.v4 ?? '') !== 0 && port >= 1 && port <= 65535;
}

function caFileProblem(file: string): string | null {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    return `The file ${file} cannot be read.`;
  }
  const certificates = splitPem(pem);
  if (certificates.length === 0) return `The file ${file} has no certificate in PEM form.`;
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
    return null;
  } catch {
    return `The file ${file} has a certificate that cannot be read.`;
  }
}

/** Every certificate block of a PEM bundle. */
export function splitPem(bundle: string): string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}
