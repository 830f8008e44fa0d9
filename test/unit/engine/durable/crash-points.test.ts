import { SCENARIOS, SHORT_SCENARIOS } from './crash-scenarios';
import { crashed, outlived, type Report, type Scenario } from './crash-world';
import type { Death } from './failing-storage';
import { wrongsOf } from './wrongs';

type Done = (scenario: Scenario, death: Death) => Promise<Report>;

/** What goes wrong where an engine dies at one call or another. */
async function wrongsAtEachCall(scenario: Scenario, done: Done): Promise<Readonly<Record<string, readonly string[]>>> {
  const whole = await done(scenario, { call: Number.POSITIVE_INFINITY, when: 'before' });
  const found: Record<string, readonly string[]> = {};
  const note = (name: string, wrongs: readonly string[]): void => {
    if (wrongs.length > 0) found[name] = wrongs;
  };
  note('without a death', wrongsOf(scenario, whole, whole));
  for (const when of ['before', 'after'] as const) {
    for (let call = 1; call <= whole.calls; call += scenario.stride ?? 1)
      note(`${when} call ${call}`, wrongsOf(scenario, await done(scenario, { call, when }), whole));
  }
  return found;
}

describe('an engine that dies, and the next one on the same storage', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'do %s as if nothing had happened',
    async (_, scenario) => {
      expect(await wrongsAtEachCall(scenario, crashed)).toEqual({});
    },
    60_000,
  );
});

describe('two engines on one storage, of which one dies', () => {
  it.each(SHORT_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'do %s as if nothing had happened',
    async (_, scenario) => {
      expect(await wrongsAtEachCall(scenario, outlived)).toEqual({});
    },
    60_000,
  );
});
