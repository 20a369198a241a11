import { Drawer } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ListedRule } from '../../../shared/contract/rule.ts';
import { DomainTestResult } from './DomainTestResult.tsx';
import { WildcardTest } from './WildcardTest.tsx';

export interface TestedPattern {
  /** As in the rule, in A-labels. */
  pattern: string;
  /** Null where the list does not have it. */
  rule: ListedRule | null;
}

/** What the mail servers of a domain can do, asked while the reader waits. */
export function TestDrawer({ tested, onClose }: { tested: TestedPattern | null; onClose(): void }) {
  const shown = useLast(tested);
  return (
    <Drawer
      opened={tested !== null}
      onClose={onClose}
      position="right"
      size={620}
      title={shown ? `Test of ${shown.rule?.displayPattern ?? shown.pattern}` : 'Test'}
      classNames={{ title: 'drawerTitle' }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {shown && <Content key={shown.pattern} {...shown} />}
    </Drawer>
  );
}

function Content({ pattern, rule }: TestedPattern) {
  if (pattern.startsWith('*.')) return <WildcardTest parent={pattern.slice(2)} />;
  return <DomainTestResult domain={pattern} rule={rule} />;
}

/** The last one stays while the drawer closes. */
function useLast(tested: TestedPattern | null): TestedPattern | null {
  const [last, setLast] = useState(tested);
  useEffect(() => {
    if (tested) setLast(tested);
  }, [tested]);
  return tested ?? last;
}
