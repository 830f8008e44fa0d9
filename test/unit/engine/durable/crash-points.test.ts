import { SCENARIOS } from './crash-scenarios';
import { crashed, type Report, type Scenario } from './crash-world';

function wrongOf(scenario: Scenario, report: Report, whole: Report): readonly string[] {
  const wrong: string[] = [];
  const expect = (name: string, is: unknown, should: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(should)) wrong.push(`${name}: ${JSON.stringify(is)}`);
  };
  expect('never ended', report.open, []);
  expect('outcomes', report.outcomes, scenario.outcomes);
  expect('executed again', report.again, []);
  if (scenario.sequential) expect('executed', report.executed, whole.executed);
  for (const seqs of report.events)
    expect(
      'events',
      seqs,
      seqs.map((_, index) => index + 1),
    );
  return wrong;
}

describe('an engine that dies, and the next one on the same storage', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'do %s as if nothing had happened',
    async (_, scenario) => {
      const whole = await crashed(scenario, { call: Number.POSITIVE_INFINITY, when: 'before' });
      expect(wrongOf(scenario, whole, whole)).toEqual([]);
      const wrong: Record<string, readonly string[]> = {};
      for (const when of ['before', 'after'] as const) {
        for (let call = 1; call <= whole.calls; call += scenario.stride ?? 1) {
          const found = wrongOf(scenario, await crashed(scenario, { call, when }), whole);
          if (found.length > 0) wrong[`${when} call ${call}`] = found;
        }
      }
      expect(wrong).toEqual({});
    },
    60_000,
  );
});
