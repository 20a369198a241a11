import { createHash } from 'node:crypto';
import type { Rule } from '../../../../shared/contract/rule.ts';
import { commentText, outgoingRules } from './forOtherServers.ts';
import type { ServerExport } from './postfixMap.ts';

/** Of a connector in the directory. */
const maxNameLength = 64;
const maxCommentLength = 256;

/**
 * The rules as a script for the Exchange Management Shell: one send connector a domain, made or brought up to date. With
 * a byte order mark and CRLF, as Windows PowerShell 5 needs them.
 */
export function writeExchangeScript(rules: readonly Rule[]): ServerExport {
  const { outgoing, leftOut } = outgoingRules(rules);
  const enforced = outgoing.filter(({ mode }) => mode !== 'watch');
  const watched = outgoing.filter(({ mode }) => mode === 'watch').map((rule) => ({ rule, why: 'only watched' }));
  const missing = [...leftOut, ...watched];
  const lines = [
    '# TLS policy of Sealpost for Exchange Server. Run it in the Exchange Management Shell; it may be run again.',
    '#',
    '# Each domain gets a send connector of its own that asks for TLS. Mail that cannot be sent so waits in the queue.',
    '# It is not for Exchange Online, and not needed where Exchange sends through Sealpost: then Sealpost enforces the rules.',
    '#',
    '# What Exchange Server cannot express:',
    '# - The name in the certificate: Exchange compares it with the domain of the recipient, or with TlsDomain where that is',
    '#   set. Sealpost compares it with the name of the mail server. Where the partner has its mail at a provider, set',
    '#   TlsDomain to the name in the certificate of the provider.',
    '# - The TLS version and the ciphers: they are set for the whole machine (SCHANNEL), not for a connector.',
    '# - Rules for mail that comes in: a receive connector knows the address of the sender, not the domain.',
    '# - How long a message waits: MessageExpirationTimeout of Set-TransportService is one for all.',
    '# Connectors of domains that were taken off the list stay: remove them with Remove-SendConnector.',
    '',
    "$ErrorActionPreference = 'Stop'",
    '',
    'function Set-SealpostConnector {',
    '    param([string]$Name, [hashtable]$Settings)',
    '    if (Get-SendConnector | Where-Object { $_.Name -eq $Name }) {',
    '        Set-SendConnector -Identity $Name @Settings',
    '    } else {',
    '        New-SendConnector -Name $Name -Usage Internet @Settings',
    '    }',
    '}',
    ...enforced.flatMap(connectorOf),
    ...(missing.length === 0 ? [] : ['', '# Left out:']),
    ...missing.map(({ rule, why }) => `#   ${rule.pattern} (${why})`),
  ];
  return { text: `\ufeff${lines.join('\r\n')}\r\n`, count: enforced.length, leftOut: missing.length };
}

function connectorOf(rule: Rule): string[] {
  const name = rule.displayPattern === rule.pattern ? '' : rule.displayPattern;
  const note = commentText(rule.note);
  const remarks = [commentText(name), note, ...notExpressed(rule)].filter((remark) => remark !== '');
  const [tlsDomain] = rule.mode === 'strict' ? rule.mxNames : [];
  const settings = [
    `AddressSpaces = ${quote(`SMTP:${rule.pattern};1`)}`,
    'DNSRoutingEnabled = $true',
    'IgnoreSTARTTLS = $false',
    'RequireTLS = $true',
    `TlsAuthLevel = ${quote(rule.mode === 'relaxed' ? 'EncryptionOnly' : 'DomainValidation')}`,
    `TlsDomain = ${tlsDomain === undefined ? '$null' : quote(tlsDomain.replace(/^\./, '*.'))}`,
    `Comment = ${quote(shorten(note === '' ? 'Made by Sealpost' : note, maxCommentLength))}`,
    'Enabled = $true',
  ];
  return [
    '',
    ...remarks.map((remark) => `# ${remark}`),
    `Set-SealpostConnector -Name ${quote(nameOf(rule.pattern))} -Settings @{`,
    ...settings.map((setting) => `    ${setting}`),
    '}',
  ];
}

function notExpressed({ mode, mxNames, minVersion, cipherProfile }: Rule): string[] {
  const others = mode === 'strict' ? mxNames.slice(1) : [];
  return [
    ...(mode === 'pinned'
      ? ['Not expressed: the pinned key. Instead the certificate must be trusted and be for the domain.']
      : []),
    ...(others.length > 0 ? [`Not expressed: further names of mail servers: ${others.join(', ')}.`] : []),
    ...(minVersion === 'TLSv1.2' ? [] : [`Not expressed: the minimum version ${minVersion}.`]),
    ...(cipherProfile === 'standard' ? [] : [`Not expressed: the cipher profile ${cipherProfile}.`]),
  ];
}

/** Without the star, which a name in the directory had better not have; two long domains keep two names. */
function nameOf(pattern: string): string {
  const name = `Sealpost ${pattern.replace(/^\*\./, 'below ')}`;
  if (name.length <= maxNameLength) return name;
  const digest = createHash('sha256').update(pattern).digest('hex').slice(0, 8);
  return `${name.slice(0, maxNameLength - 9)} ${digest}`;
}

/** PowerShell takes typographic single quotes for the plain one: each is doubled. Nothing else is special in between. */
function quote(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/gu, '$&$&')}'`;
}

/** By characters, not by UTF-16 units: half of one would not be text. */
function shorten(text: string, max: number): string {
  return [...text].slice(0, max).join('');
}
