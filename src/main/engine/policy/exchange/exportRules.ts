import type { Rule } from '../../../../shared/contract/rule.ts';
import type { ExportedRules, ExportFormat } from '../../../../shared/contract/ruleExchange.ts';
import { assertNever } from '../../../../shared/domain/assertNever.ts';
import { writeCsv } from './csvRules.ts';
import { writeExchangeScript } from './exchangeScript.ts';
import { writeJson } from './jsonRules.ts';
import { writePostfixMap } from './postfixMap.ts';

/** The rules as a file, for this program or for another mail server. */
export function exportRules(rules: readonly Rule[], format: ExportFormat): ExportedRules {
  switch (format) {
    case 'csv':
      return { ...file('sealpost-domains.csv', 'text/csv'), text: writeCsv(rules), count: rules.length, leftOut: 0 };
    case 'json':
      return {
        ...file('sealpost-domains.json', 'application/json'),
        text: writeJson(rules),
        count: rules.length,
        leftOut: 0,
      };
    case 'postfix':
      return { ...file('tls_policy', 'text/plain'), ...writePostfixMap(rules) };
    case 'exchange':
      return { ...file('sealpost-connectors.ps1', 'text/plain'), ...writeExchangeScript(rules) };
    default:
      return assertNever(format);
  }
}

function file(fileName: string, mediaType: string) {
  return { fileName, mediaType };
}
