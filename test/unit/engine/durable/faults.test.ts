import { cases, fc } from '../../../support/cases';
import { SHORT_SCENARIOS } from './crash-scenarios';
import { troubled } from './crash-world';
import type { Fault } from './failing-storage';
import { wrongsOf } from './wrongs';

/** How many faulty storages are tried, all scenarios together. */
const STORAGES = cases(250);

/** What becomes of the first calls; fast-check finds the fewest faults that break something. */
const faults = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant<Fault>('none') },
    { weight: 5, arbitrary: fc.constantFrom<Fault>('before', 'after', 'ghost', 'slow', 'late') },
  ),
  { maxLength: 80, size: 'max' },
);

describe('an engine whose storage fails, loses answers and comes late', () => {
  it.each(SHORT_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'does %s as if nothing had happened, and leaves no timer behind',
    async (_, scenario) => {
      const whole = await troubled(scenario, []);
      expect(wrongsOf(scenario, whole, whole)).toEqual([]);
      await fc.assert(
        fc.asyncProperty(faults, async (given) => {
          const report = await troubled(scenario, given);
          expect(wrongsOf(scenario, report, whole)).toEqual([]);
          expect(report.timers).toBe(0);
        }),
        { numRuns: Math.ceil(STORAGES / SHORT_SCENARIOS.length) },
      );
    },
  );
});
