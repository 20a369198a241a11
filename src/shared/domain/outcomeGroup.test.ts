import { expect, it } from 'vitest';
import { historyOutcomes } from './historyWords.ts';
import { outcomeGroupNames, outcomeGroups } from './outcomeGroup.ts';

it('has every outcome in one group and in no other', () => {
  const grouped = outcomeGroupNames.flatMap((name) => outcomeGroups[name]);
  expect(grouped.toSorted()).toEqual([...historyOutcomes].toSorted());
});
