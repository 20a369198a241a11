import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import type { Verdict } from '../../../shared/contract/verdict.ts';
import { FactList, fact } from '../../ui/FactList.tsx';
import { CertificateDisclosure } from '../certificate/CertificateDisclosure.tsx';
import { failureSentences } from '../sentences/failures.ts';
import { protocolWord } from '../sentences/modes.ts';
import { PhaseTimes } from './PhaseTimes.tsx';
import { type ModeLine, modeLines } from './verdictWords.ts';

/** All that is known of one mail server. */
export function ServerVerdict({ verdict }: { verdict: Verdict }) {
  const { address, port, offered, protocol, cipher, nameMatches, detail } = verdict;
  return (
    <div className="serverVerdict">
      <ul className="modeLines" aria-label="What each mode would do">
        {modeLines(verdict).map((line) => (
          <ModeItem key={line.mode} line={line} />
        ))}
      </ul>
      <FactList
        facts={[
          fact('Address', address === null ? null : `${address}, port ${port}`),
          fact('Not reached', unreached(verdict)),
          fact('STARTTLS', offered === null ? 'Not known' : offered ? 'Offered' : 'Not offered'),
          fact('Protocol', protocol === null ? null : protocolWord(protocol)),
          fact('Cipher', cipher, { mono: true }),
          fact('Name match', nameMatches === null ? null : nameMatches ? 'Yes' : 'No'),
          fact('Technical detail', detail, { mono: true }),
        ]}
      />
      <PhaseTimes timings={verdict.timings} />
      <CertificateDisclosure certificates={verdict.certificates} />
    </div>
  );
}

const marks = {
  yes: { tone: 'good', Icon: IconCircleCheck, words: 'would pass' },
  no: { tone: 'bad', Icon: IconCircleX, words: 'would not pass' },
  unknown: { tone: 'plain', Icon: IconHelpCircle, words: 'not known' },
} as const;

function ModeItem({ line: { name, pass, reason } }: { line: ModeLine }) {
  const { tone, Icon, words } = marks[pass === null ? 'unknown' : pass ? 'yes' : 'no'];
  return (
    <li className="modeLine">
      <span className="modeLineIcon" data-tone={tone}>
        <Icon size={18} stroke={1.8} aria-hidden />
      </span>
      <span className="stacked">
        <span>
          <span className="strong">{name}</span>: {words}
        </span>
        {reason !== null && <span className="quieter">{reason}</span>}
      </span>
    </li>
  );
}

/** Addresses that were tried before the one that answered, each with its reason. */
function unreached({ address, addressesTried }: Verdict): string | null {
  const others = addressesTried.filter((tried) => tried.code !== null && tried.address !== address);
  if (others.length === 0) return null;
  return others
    .map((tried) => (tried.code === null ? tried.address : `${tried.address} (${failureSentences[tried.code].title})`))
    .join(', ');
}
