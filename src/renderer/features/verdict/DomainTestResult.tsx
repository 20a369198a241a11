import { Alert, Button, Loader } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { DomainVerdict } from '../../../shared/contract/verdict.ts';
import { displayDomain } from '../../ui/idn.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { failureSentences } from '../sentences/failures.ts';
import { modeWords } from '../sentences/modes.ts';
import { ServerList } from './ServerList.tsx';
import { useDomainTest } from './useDomainTest.ts';
import { resultMarks, resultTones, resultUnder, resultWords, strictestWords, testedAt } from './verdictWords.ts';

/** The test of one domain: what it means first, then every server with all that was found. */
export function DomainTestResult({ domain, rule }: { domain: string; rule: Rule | null }) {
  const { verdict, refusal, testing, testAgain } = useDomainTest(domain);
  return (
    <div className="entry">
      <div className="testHead">
        <p className="entryLine" role="status">
          {testing ? (
            <>
              <Loader size={14} />{' '}
              <span className="breakAnywhere">
                Asking the mail servers of {rule?.displayPattern ?? displayDomain(domain)} …
              </span>
            </>
          ) : (
            verdict && (
              <span>
                Tested <RelativeTime at={testedAt(verdict)} />
              </span>
            )
          )}
        </p>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={15} />}
          disabled={testing}
          onClick={testAgain}
        >
          Test again
        </Button>
      </div>
      {refusal && <Alert color="red">{refusal.message}</Alert>}
      {verdict && (
        <>
          <Summary verdict={verdict} rule={rule} />
          <ServerList verdict={verdict} />
        </>
      )}
    </div>
  );
}

function Summary({ verdict, rule }: { verdict: DomainVerdict; rule: Rule | null }) {
  const { title, why } = strictestWords(verdict);
  return (
    <section className="story" aria-label="Result">
      {rule && <RuleResult verdict={verdict} rule={rule} />}
      <h3>Strictest mode that passes: {title}</h3>
      <p>{why}</p>
    </section>
  );
}

/** Whether the rule's mail would pass. A rule that holds nothing up on the way out has no such result. */
function RuleResult({ verdict, rule }: { verdict: DomainVerdict; rule: Rule }) {
  if (rule.direction === 'inbound') return <p>The rule is for mail from the domain: its servers are not held to it.</p>;
  if (!rule.enabled) return <p>The rule is switched off: nothing is held up by it.</p>;
  const result = resultUnder(rule.mode, verdict);
  return (
    <>
      <h3>The rule: {modeWords[rule.mode].name}</h3>
      <p>
        <ToneMark tone={resultTones[result.result]}>{resultMarks[result.result]}</ToneMark> {resultWords(result)}
      </p>
      {result.code !== null && <p>{failureSentences[result.code].advice}</p>}
    </>
  );
}
