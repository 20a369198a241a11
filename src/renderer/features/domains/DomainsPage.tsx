import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Rule } from '../../../shared/contract/rule.ts';
import { useRules } from '../../stores/appStores.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { undoLast } from '../../ui/tellUndoable.tsx';
import { DomainsTools } from '../ruleFiles/DomainsTools.tsx';
import { go } from '../shell/router.ts';
import { TestDrawer, type TestedPattern } from '../verdict/TestDrawer.tsx';
import { BulkBar } from './BulkBar.tsx';
import { DomainsGrid } from './DomainsGrid.tsx';
import { DomainsToolbar } from './DomainsToolbar.tsx';
import { RuleForm } from './RuleForm.tsx';

export function DomainsPage({ params }: { params: URLSearchParams }) {
  const rows = useRules((state) => state.rows);
  const open = useRules((state) => state.open);
  const someSelected = useRules((state) => state.selected.size > 0);
  /** The rule stays while the window closes, so that its title does not change under the eye. */
  const [form, setForm] = useState<{ opened: boolean; rule: Rule | null }>({ opened: false, rule: null });
  const adding = params.get('add') !== null;
  const pattern = params.get('test');
  const tested = useMemo<TestedPattern | null>(() => {
    if (pattern === null) return null;
    return { pattern, rule: [...rows.values()].find((rule) => rule.pattern === pattern) ?? null };
  }, [pattern, rows]);

  useEffect(() => open(), [open]);
  useEffect(() => {
    if (adding) setForm({ opened: true, rule: null });
  }, [adding]);
  const change = useCallback((rule: Rule) => setForm({ opened: true, rule }), []);
  useHotkeys([['mod+Z', undoLast]]);

  return (
    <div className="page">
      <PageHeader
        title="Domains"
        actions={
          <>
            <DomainsTools />
            <Button leftSection={<IconPlus size={18} />} onClick={() => go('domains', { add: '1' }, 'replace')}>
              Add domain
            </Button>
          </>
        }
      >
        Mail to and from these domains is sent only as their mode allows.
      </PageHeader>
      {someSelected ? (
        <div className="toolbar">
          <BulkBar />
        </div>
      ) : (
        <DomainsToolbar />
      )}
      <DomainsGrid onChange={change} />
      <RuleForm
        {...form}
        onClose={() => {
          setForm((shown) => ({ ...shown, opened: false }));
          if (adding) go('domains', {}, 'replace');
        }}
      />
      <TestDrawer tested={tested} onClose={() => go('domains', {}, 'replace')} />
    </div>
  );
}
