import { expect, it } from 'vitest';
import { pauseSentence, pauseWarning } from './pauseWords.ts';

const at = (hour: number, day = 1) => new Date(2026, 5, day, hour, 5).toISOString();
const now = new Date(2026, 5, 1, 12).getTime();

it('says until when, and that mail is taken', () => {
  expect(pauseSentence({ since: at(9), until: at(15), endangered: 0 }, now)).toBe(
    'Deliveries are paused until 15:05, since 09:05. Mail is taken as before and waits.',
  );
  expect(pauseSentence({ since: at(9), until: at(8, 2), endangered: 0 }, now)).toContain('until 2 Jun, 08:05');
  expect(pauseSentence({ since: at(9), until: null, endangered: 0 }, now)).toContain('until somebody resumes them');
});

it('warns of what runs out meanwhile', () => {
  expect(pauseWarning({ since: at(9), until: null, endangered: 0 })).toBeNull();
  expect(pauseWarning({ since: at(9), until: at(15), endangered: 1 })).toBe(
    '1 message runs out of time before that: nothing is given up while paused. It gets one last try when deliveries go on.',
  );
  expect(pauseWarning({ since: at(9), until: null, endangered: 2 })).toMatch(
    /^2 messages run out of time within a day/,
  );
});
