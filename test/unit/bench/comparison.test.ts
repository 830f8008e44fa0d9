import { Comparison } from '../../../bench/compare/comparison';
import { faultsOf } from '../../../bench/costs/check-budget';
import { benchOptions } from '../../../bench/harness/bench-options';
import type { Result } from '../../../bench/harness/result';

const resultOf = (ratio: number, isSpeed = false): Result => ({
  row: isSpeed ? 'D2' : 'P1',
  case: 'a case',
  millrace: ratio,
  limit: 1,
  ratio,
  target: null,
  met: null,
  isSpeed,
});

describe('a comparison of two builds', () => {
  it('gives the medians, and the change of the cost in the median of the pairs', () => {
    const comparison = new Comparison();
    for (const [before, now] of [
      [4, 3],
      [5, 4],
      [4, 4.4],
    ] as const) {
      comparison.add('before', resultOf(before));
      comparison.add('now', resultOf(now));
    }
    expect(comparison.table('main')).toMatchInlineSnapshot(`
"row  case    main  now     cost    pairs from … to
P1   a case     4    4  −20.0 %  −25.0 % … +10.0 %"
`);
  });

  it('counts more speed as less cost, and has no change for a case that one build lacks', () => {
    const comparison = new Comparison();
    comparison.add('before', resultOf(1, true));
    comparison.add('now', resultOf(2, true));
    comparison.add('now', resultOf(3));
    expect(comparison.table('v1').split('\n').slice(1)).toEqual([
      expect.stringContaining('−50.0 %'),
      expect.stringMatching(/P1 +a case +– +3 +– +–/),
    ]);
  });
});

describe('the budget of costs', () => {
  const budget = { P1: { promises: 2, timers: 0, bytes: 400 } };

  it('leaves room for what the compiler may change', () => {
    expect(faultsOf({ P1: { promises: 2.1, timers: 0.02, bytes: 435 } }, budget)).toEqual([]);
  });

  it('names each cost that exceeds it, and what has none', () => {
    expect(faultsOf({ P1: { promises: 3, timers: 1, bytes: 500 } }, budget)).toEqual([
      'P1: a step takes 3 promises, and its budget is 2; see bench/costs/budget.json',
      'P1: a step takes 1 timers, and its budget is 0; see bench/costs/budget.json',
      'P1: a step takes 500 bytes, and its budget is 400; see bench/costs/budget.json',
    ]);
    expect(faultsOf({ P9: budget.P1 }, budget)).toHaveLength(3);
  });
});

describe('the options of a comparison', () => {
  it('are a ref and a number of rounds', () => {
    expect(benchOptions(['--compare', 'main', '--rounds', '3'], ['P1'])).toMatchObject({ compare: 'main', rounds: 3 });
    expect(benchOptions([], ['P1'])).toMatchObject({ compare: undefined, rounds: 7 });
    expect(() => benchOptions(['--rounds', 'many'], ['P1'])).toThrow('--rounds: expected a whole number');
  });
});
