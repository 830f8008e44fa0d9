import { stride } from '../../../support/cases';
import { SCENARIOS, SHORT_SCENARIOS } from './crash-scenarios';
import { crashed, outlived, type Report, type Scenario } from './crash-world';
import type { Death } from './failing-storage';
import { wrongsOf } from './wrongs';

type Done = (scenario: Scenario, death: Death) => Promise<Report>;

/** Only every so manieth call is tried by default; campaigns try each. */
const SELDOM = 4;

/** What goes wrong where an engine dies at one call or another. */
async function wrongsAtEachCall(scenario: Scenario, done: Done): Promise<Readonly<Record<string, readonly string[]>>> {
  const whole = await done(scenario, { call: Number.POSITIVE_INFINITY, when: 'before' });
  const found: Record<string, readonly string[]> = {};
  const note = (name: string, wrongs: readonly string[]): void => {
    if (wrongs.length > 0) found[name] = wrongs;
  };
  note('without a death', wrongsOf(scenario, whole, whole));
  const step = stride(SELDOM) * (scenario.stride ?? 1);
  for (const [when, first] of [
    ['before', 1],
    // Not at the same calls where only some are tried.
    ['after', 1 + Math.floor(step / 2)],
  ] as const) {
    for (let call = first; call <= whole.calls; call += step)
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
  );
});

describe('two engines on one storage, of which one dies', () => {
  it.each(SHORT_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'do %s as if nothing had happened',
    async (_, scenario) => {
      expect(await wrongsAtEachCall(scenario, outlived)).toEqual({});
    },
  );
});
