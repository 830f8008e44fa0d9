import { SCENARIOS } from './crash-scenarios';
import { crashed } from './crash-world';
import { wrongsOf } from './wrongs';

describe('an engine that dies, and the next one on the same storage', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'do %s as if nothing had happened',
    async (_, scenario) => {
      const whole = await crashed(scenario, { call: Number.POSITIVE_INFINITY, when: 'before' });
      expect(wrongsOf(scenario, whole, whole)).toEqual([]);
      const wrong: Record<string, readonly string[]> = {};
      for (const when of ['before', 'after'] as const) {
        for (let call = 1; call <= whole.calls; call += scenario.stride ?? 1) {
          const found = wrongsOf(scenario, await crashed(scenario, { call, when }), whole);
          if (found.length > 0) wrong[`${when} call ${call}`] = found;
        }
      }
      expect(wrong).toEqual({});
    },
    60_000,
  );
});
