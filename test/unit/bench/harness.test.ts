import { batchSize, nextBatchSize } from '../../../bench/harness/batch-size';
import { benchOptions } from '../../../bench/harness/bench-options';
import { compete } from '../../../bench/harness/compete';
import { absoluteResult, ratioResult } from '../../../bench/harness/result';
import { median, rounded } from '../../../bench/harness/statistics';
import { table } from '../../../bench/harness/table';

describe('statistics', () => {
  it('finds the middle, whatever the order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([10, 9, 100])).toBe(10);
    expect(() => median([])).toThrow(RangeError);
  });

  it('rounds to three digits', () => {
    expect([rounded(1234.5), rounded(0.0012345), rounded(2)]).toEqual([1230, 0.00123, 2]);
  });
});

describe('batch size', () => {
  it('grows until a sample is long enough', () => {
    expect(nextBatchSize(5, 30, 30)).toBe(5);
    expect(nextBatchSize(1, 0, 30)).toBe(10);
    expect(nextBatchSize(10, 0.001, 30)).toBe(100);
    expect(nextBatchSize(10, 15, 30)).toBe(24);
    expect(nextBatchSize(1, 29.9, 30)).toBe(2);
  });

  it('is found by running', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    const run = async () => {
      now += 2;
    };
    await expect(batchSize({ run }, 30)).resolves.toBeGreaterThanOrEqual(15);
    clock.mockRestore();
  });
});

describe('compete', () => {
  it('takes turns and gives medians a unit, in µs', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    const order: string[] = [];
    const takes = (name: string, ms: number) => async () => {
      order.push(name);
      now += ms;
    };
    const times = await compete(
      { millrace: { run: takes('A', 20), units: 10 }, limit: { run: takes('B', 10) } },
      { rounds: 3, sampleMs: 10, warmUpMs: 1 },
    );
    clock.mockRestore();
    expect(times).toEqual({ millrace: 2000, limit: 10_000 });
    expect(order.slice(-6)).toEqual(['A', 'B', 'A', 'B', 'A', 'B']);
  });
});

describe('results', () => {
  const ratio = ratioResult({ row: 'P1', case: 'chain of 10', target: 3 }, { millrace: 3.3333, limit: 1 });
  const bytes = absoluteResult({ row: 'P7', case: 'bytes', target: 700 }, 512, 256);

  it('compare a ratio or the figure itself with the target', () => {
    expect(ratio).toEqual({
      row: 'P1',
      case: 'chain of 10',
      millrace: 3.33,
      limit: 1,
      ratio: 3.33,
      target: 3,
      met: false,
    });
    expect(bytes).toMatchObject({ ratio: 2, met: true });
    expect(ratioResult({ row: 'P2B', case: '', target: null }, { millrace: 1, limit: 1 }).met).toBeNull();
  });

  it('make a table', () => {
    expect(table([ratio, bytes])).toMatchInlineSnapshot(`
"row  case         millrace  limit  ratio  target  met
P1   chain of 10      3.33      1   3.33     ≤ 3   NO
P7   bytes             512    256      2   ≤ 700  yes"
`);
  });
});

describe('command line', () => {
  const known = ['P1', 'P2', 'P3'];

  it('filters rows and keeps their order', () => {
    expect(benchOptions([], known)).toEqual({
      json: false,
      rows: known,
      child: undefined,
      compare: undefined,
      rounds: 7,
    });
    expect(benchOptions(['--json', '--only', 'p3, P1'], known)).toMatchObject({ json: true, rows: ['P1', 'P3'] });
  });

  it('refuses what it does not know', () => {
    expect(() => benchOptions(['--only', 'P9'], known)).toThrow('no such row: P9; there are P1, P2, P3');
    expect(() => benchOptions(['--fast'], known)).toThrow(/--fast/);
  });
});
