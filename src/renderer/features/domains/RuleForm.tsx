import { Alert, Button, Modal, Radio, SegmentedControl, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleDirection } from '../../../shared/domain/direction.ts';
import { ruleModes } from '../../../shared/domain/tlsMode.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useRules } from '../../stores/appStores.tsx';
import { tellDone } from '../../ui/notify.ts';
import { directionWords, modeWords } from '../sentences/modes.ts';
import { AdvancedFields } from './AdvancedFields.tsx';
import { draftFieldOf, draftOf, hasAdvanced, inputOf, isAdvancedField, newDraft, type RuleDraft } from './ruleDraft.ts';
import { needsPing, pingWarning } from './rulePing.ts';

/** What most admins want comes first. */
const directions: RuleDirection[] = ['both', 'outbound', 'inbound'];

interface FieldsProps {
  /** Null for a new one. */
  rule: Rule | null;
  /** What a new one begins with. */
  pattern?: string;
  onClose(): void;
}

interface RuleFormProps extends FieldsProps {
  opened: boolean;
}

/** The window in which a domain is added or changed. A refusal is shown where it belongs, and nothing typed is lost. */
export function RuleForm({ opened, rule, pattern = '', onClose }: RuleFormProps) {
  const title = rule ? `Settings of ${rule.displayPattern}` : 'Add a domain';
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={640} closeOnClickOutside={false}>
      <Fields rule={rule} pattern={pattern} onClose={onClose} />
    </Modal>
  );
}

function Fields({ rule, pattern = '', onClose }: FieldsProps) {
  const { save, probe } = useRules((state) => state);
  const [draft, setDraft] = useState<RuleDraft>(() => (rule ? draftOf(rule) : { ...newDraft, pattern }));
  const [advanced, setAdvanced] = useState(() => hasAdvanced(draft));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [saving, setSaving] = useState(false);
  /** What the test before saving found, once the admin was told. */
  const [told, setTold] = useState<{ title: string; text: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const field = draftFieldOf(refusal?.field);

  const change = (part: Partial<RuleDraft>) => {
    setDraft((current) => ({ ...current, ...part }));
    setTold(null);
    if (field !== null && field in part) setRefusal(null);
  };
  const errorOf = (name: keyof RuleDraft) => (field === name && refusal ? refusal.message : null);

  useEffect(() => {
    if (field === null) return;
    if (isAdvancedField(field)) setAdvanced(true);
    form.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
  }, [field]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setRefusal(null);
    try {
      const input = inputOf(draft, rule?.id ?? null);
      const warning = told === null && needsPing(draft, rule) ? pingWarning(await probe(input)) : null;
      if (warning) {
        setTold(warning);
        setSaving(false);
        return;
      }
      const saved = await save(input);
      tellDone(rule ? `${saved.displayPattern} is changed.` : `${saved.displayPattern} is added.`);
      onClose();
    } catch (error) {
      setRefusal(refusalOfError(error));
      setSaving(false);
    }
  };

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {refusal !== null && field === null && (
          <Alert color="red" variant="light" role="alert" title="This was not saved">
            {refusal.message}
          </Alert>
        )}
        <TextInput
          name="pattern"
          label="Domain"
          description="example.com is that domain only, *.example.com all its subdomains."
          placeholder="example.com"
          value={draft.pattern}
          onChange={(event) => change({ pattern: event.currentTarget.value })}
          error={errorOf('pattern')}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
        />
        <Radio.Group
          label="Mode"
          value={draft.mode}
          onChange={(value) => change({ mode: ruleModes.find((mode) => mode === value) ?? draft.mode })}
          error={errorOf('mode')}
        >
          <div className="modeChoices">
            {ruleModes.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={modeWords[mode].name}
                description={modeWords[mode].sentence}
                className="modeChoice"
              />
            ))}
          </div>
        </Radio.Group>
        {draft.mode === 'pinned' && (
          <Textarea
            name="pins"
            label="Pins"
            description="SHA-256 of the server's public key in Base64, one a line. An entry in the live log shows the pin of each certificate."
            value={draft.pins}
            onChange={(event) => change({ pins: event.currentTarget.value })}
            error={errorOf('pins')}
            autosize
            minRows={2}
            spellCheck={false}
            classNames={{ input: 'mono' }}
          />
        )}
        <div>
          <span className="fieldLabel" id="directionLabel">
            Applies to
          </span>
          <SegmentedControl
            fullWidth
            aria-labelledby="directionLabel"
            value={draft.direction}
            onChange={(direction) => change({ direction })}
            data={directions.map((value) => ({ value, label: directionWords[value].sentence }))}
          />
        </div>
        <TextInput
          name="note"
          label="Note"
          placeholder="For example: contract with our bank, since March"
          value={draft.note}
          onChange={(event) => change({ note: event.currentTarget.value })}
          error={errorOf('note')}
        />
        <AdvancedFields
          draft={draft}
          change={change}
          errorOf={errorOf}
          opened={advanced}
          onToggle={() => setAdvanced((shown) => !shown)}
        />
        {told && (
          <Alert
            color="yellow"
            variant="light"
            role="alert"
            title={told.title}
            className="pingAlert"
            ref={scrollIntoSight}
          >
            {told.text}
          </Alert>
        )}
        <div className="formFoot">
          <Switch
            label="Enabled"
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
          <div className="formButtons">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={saving}>
              {saveWord(told !== null, rule)}
            </Button>
          </div>
        </div>
      </Stack>
    </form>
  );
}

function saveWord(told: boolean, rule: Rule | null): string {
  if (told) return 'Save anyway';
  return rule ? 'Save' : 'Add domain';
}

/** The warning comes below the fields, where a low window hides it behind the buttons. */
function scrollIntoSight(alert: HTMLElement | null): void {
  alert?.scrollIntoView({ block: 'center' });
}
