import { Alert, Button, NativeSelect, Progress } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import { type RuleDirection, ruleDirections } from '../../../shared/domain/direction.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { tellRulesChanged } from '../ruleFiles/tellRulesChanged.ts';
import { directionWords, modeWords } from '../sentences/modes.ts';
import { testSummary, whyNotAdd } from './addDomainsWords.ts';
import { ReviewGrid } from './ReviewGrid.tsx';
import {
  countTests,
  type ForAll,
  inError,
  inputsOf,
  modesForMany,
  type ReviewLine,
  recheck,
  testable,
  withSuggestedModes,
} from './reviewLines.ts';
import { usePreflight } from './usePreflight.ts';

/** As the contract takes them. */
const maxLines = 10_000;

const modeChoices = modesForMany.map((mode) => ({ value: mode, label: modeWords[mode].name }));
const directionOrder: RuleDirection[] = ['both', 'outbound', 'inbound'];
const directionChoices = directionOrder.map((value) => ({ value, label: directionWords[value].sentence }));

interface ReviewStepProps {
  initial: ReviewLine[];
  /** With the lines that are left. */
  onBack(left: readonly ReviewLine[]): void;
  onClose(): void;
}

/** The lines as they were read: what is wrong is removed, the modes are chosen, and then they are added together. */
export function ReviewStep({ initial, onBack, onClose }: ReviewStepProps) {
  const { engine } = useAppStores();
  const [lines, setLines] = useState<readonly ReviewLine[]>(initial);
  const [forAll, setForAll] = useState<ForAll>({ mode: 'strict', direction: 'both' });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [saving, setSaving] = useState(false);
  const preflight = usePreflight();
  const grid = useRef<HTMLDivElement>(null);
  const errors = inError(lines);
  const reason = whyNotAdd(lines.length, errors.length, maxLines);
  const domains = testable(lines, forAll);
  const counts = countTests(lines, preflight.tests, forAll);

  /** A line that goes may have been what made another a duplicate, or covered it. */
  const remove = async (gone: ReadonlySet<string>, focusOn: 'button' | 'line') => {
    const index = lines.findIndex(({ key }) => gone.has(key));
    const left = lines.filter(({ key }) => !gone.has(key));
    setLines(left);
    focusAfterRemoval(grid.current, focusOn === 'line' ? undefined : left[Math.min(index, left.length - 1)]?.key);
    if (left.length === 0) return;
    try {
      const checked = await engine.call('rules.check', { text: left.map((line) => line.checked.input).join('\n') });
      setLines((now) => recheck(now, checked.lines));
    } catch {
      // What was found before stands; the engine checks again when the lines are added.
    }
  };

  const add = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setRefusal(null);
    try {
      const { rules, undoId } = await engine.call('rules.saveMany', { rules: inputsOf(lines, forAll) });
      const what = rules.length === 1 && rules[0] ? rules[0].displayPattern : counted(rules.length, 'domain');
      const is = rules.length === 1 ? 'is' : 'are';
      tellRulesChanged(engine, {
        message: `${what} ${is} added.`,
        undoId,
        undone: `${what} ${is} off the list again.`,
      });
      onClose();
    } catch (error) {
      setRefusal(refusalOfError(error));
      setSaving(false);
    }
  };

  return (
    <form className="review" onSubmit={(event) => void add(event)}>
      {refusal && (
        <Alert color="red" title="Nothing was added">
          {refusal.message}
        </Alert>
      )}
      <div className="reviewChoices">
        <NativeSelect
          label="Mode for all"
          data={modeChoices}
          value={forAll.mode}
          onChange={(event) => {
            const mode = modesForMany.find((each) => each === event.currentTarget.value) ?? forAll.mode;
            setForAll({ ...forAll, mode });
            setLines(lines.map((line) => ({ ...line, mode: null })));
          }}
        />
        <NativeSelect
          label="Direction for all"
          data={directionChoices}
          value={forAll.direction}
          onChange={(event) => {
            const direction = ruleDirections.find((each) => each === event.currentTarget.value) ?? forAll.direction;
            setForAll({ ...forAll, direction });
            setLines(lines.map((line) => ({ ...line, direction: null })));
          }}
        />
        <div className="reviewTest">
          {preflight.running && preflight.progress ? (
            <>
              <div className="reviewProgress">
                <span role="status">
                  {wholeNumber(preflight.progress.done)} of {counted(preflight.progress.total, 'domain')} tested
                </span>
                <Progress
                  value={(preflight.progress.done / preflight.progress.total) * 100}
                  aria-label="Domains tested"
                  size="sm"
                />
              </div>
              <Button variant="default" onClick={preflight.cancel}>
                Stop
              </Button>
            </>
          ) : (
            <Button
              title="Asks the mail servers of each domain what they can do. No message is sent."
              variant="default"
              disabled={domains.length === 0}
              onClick={() => preflight.start(domains)}
            >
              {preflight.progress ? 'Test again' : 'Test these domains'}
            </Button>
          )}
        </div>
      </div>
      {preflight.progress && !preflight.running && (
        <div className="reviewFound">
          <span role="status">{testSummary(counts)}</span>
          <Button
            variant="light"
            size="xs"
            disabled={counts.strict + counts.relaxed + counts.watch === 0}
            onClick={() => setLines(withSuggestedModes(lines, preflight.tests, forAll))}
          >
            Use the strictest mode that works
          </Button>
        </div>
      )}
      <div className="reviewGrid" ref={grid}>
        <ReviewGrid
          lines={lines}
          forAll={forAll}
          tests={preflight.tests}
          onChange={(changed) => setLines(lines.map((line) => (line.key === changed.key ? changed : line)))}
          onRemove={(line) => void remove(new Set([line.key]), 'button')}
        />
      </div>
      <div className="formFoot">
        <span className="quieter" id="whyNotAdd" role="status">
          {reason ?? `${counted(lines.length, 'domain')} to add, none in error.`}
          {errors.length > 0 && (
            <Button
              variant="subtle"
              size="compact-xs"
              onClick={() => void remove(new Set(errors.map(({ key }) => key)), 'line')}
            >
              Remove all in error
            </Button>
          )}
        </span>
        <div className="formButtons">
          <Button variant="default" onClick={() => onBack(lines)}>
            Back
          </Button>
          <Button type="submit" loading={saving} disabled={reason !== null} aria-describedby="whyNotAdd">
            Add
          </Button>
        </div>
      </div>
    </form>
  );
}

/**
 * The button of the line that took the place of the removed one, so that a list can be cleaned from the keyboard. Where all
 * that is left is good, it is a line (no `key`): no key removes anything there.
 */
function focusAfterRemoval(grid: HTMLElement | null, key: string | undefined): void {
  requestAnimationFrame(() => {
    const next = key === undefined ? null : grid?.querySelector<HTMLElement>(`[data-remove="${key}"]`);
    (next ?? grid?.querySelector<HTMLElement>('[data-index]'))?.focus();
  });
}
