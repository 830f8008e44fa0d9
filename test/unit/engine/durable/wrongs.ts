import type { Report, Scenario } from './crash-world';

/** In what a report differs from one of a scenario in which nothing went wrong. */
export function wrongsOf(scenario: Scenario, report: Report, whole: Report): readonly string[] {
  const wrongs: string[] = [];
  const expect = (name: string, is: unknown, should: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(should)) wrongs.push(`${name}: ${JSON.stringify(is)}`);
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
  expect(
    'refusals',
    report.refusals.filter((code) => code !== 'STORAGE_UNAVAILABLE'),
    [],
  );
  return wrongs;
}
