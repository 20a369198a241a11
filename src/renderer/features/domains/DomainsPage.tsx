import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { Rule } from '../../../shared/contract/rule.ts';
import { useRules } from '../../stores/appStores.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { go } from '../shell/router.ts';
import { TestDrawer, type TestedPattern } from '../verdict/TestDrawer.tsx';
import { DomainsGrid } from './DomainsGrid.tsx';
import { RuleForm } from './RuleForm.tsx';

/** Fast enough to feel at once, slow enough not to ask for every key. */
const searchAfterMs = 100;

export function DomainsPage({ params }: { params: URLSearchParams }) {
  const { rules, total, search, loaded, open, setSearch } = useRules((state) => state);
  const [typed, setTyped] = useState(search);
  /** The rule stays while the window closes, so that its title does not change under the eye. */
  const [form, setForm] = useState<{ opened: boolean; rule: Rule | null }>({ opened: false, rule: null });
  const searchSoon = useDebouncedCallback((text: string) => void setSearch(text), searchAfterMs);
  const adding = params.get('add') !== null;
  const pattern = params.get('test');
  const tested = useMemo<TestedPattern | null>(
    () => (pattern === null ? null : { pattern, rule: rules.find((rule) => rule.pattern === pattern) ?? null }),
    [pattern, rules],
  );

  useEffect(() => open(), [open]);
  useEffect(() => {
    if (adding) setForm({ opened: true, rule: null });
  }, [adding]);

  return (
    <div className="page">
      <PageHeader
        title="Domains"
        actions={
          <Button leftSection={<IconPlus size={18} />} onClick={() => go('domains', { add: '1' }, 'replace')}>
            Add domain
          </Button>
        }
      >
        Mail to and from these domains is sent only as their mode allows.
      </PageHeader>
      <div className="toolbar">
        <TextInput
          aria-label="Search domains"
          placeholder="Search domains and notes"
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            searchSoon(event.currentTarget.value);
          }}
          className="toolbarSearch"
          type="search"
          spellCheck={false}
        />
        <span className="toolbarNote" role="status">
          {loaded &&
            (search.trim() ? `${wholeNumber(rules.length)} of ${counted(total, 'domain')}` : counted(total, 'domain'))}
        </span>
      </div>
      <DomainsGrid onChange={(rule) => setForm({ opened: true, rule })} />
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
