import { createEngine, MillraceError } from 'millrace';
import { flowCoverage } from 'millrace/testing';
import { ordered, orders } from './orders';

function failure(work: () => void): MillraceError {
  try {
    work();
  } catch (error) {
    if (MillraceError.is(error)) return error;
    throw error;
  }
  throw new Error('it went through');
}

describe('thresholds of coverage', () => {
  it('let pass what reaches them', async () => {
    const coverage = await ordered([5, 500]);
    expect(() => {
      coverage.expect({ nodes: 500 / 6, edges: 100, errorEdges: 0 });
    }).not.toThrow();
  });

  it('fail with the name of everything that is missing', async () => {
    const coverage = await ordered([5]);
    const error = failure(() => {
      coverage.expect({ nodes: 66, edges: 90, errorEdges: 50 });
    });
    expect(error.code).toBe('COVERAGE_TOO_LOW');
    expect(error.message.split('\n')).toEqual([
      'flow "orders@1.0.0": 3 of 4 edges are covered, expected 90 %; add tests that reach',
      '- edge size --large--> large',
      'flow "orders@1.0.0": 0 of 2 errorEdges are covered, expected 50 %; add tests that reach',
      '- error edge reserve --error--> refused',
      '- error edge pay --error--> refused',
    ]);
    expect(error.details).toMatchObject({
      short: [
        {
          flow: 'orders@1.0.0',
          measure: 'edges',
          covered: 3,
          total: 4,
          expected: 90,
          missed: ['edge size --large--> large'],
        },
        { measure: 'errorEdges', covered: 0 },
      ],
      stale: [],
    });
  });

  it('are for each flow, so that none hides behind the others', async () => {
    const [first, second] = [orders('1.0.0'), orders('2.0.0')];
    const coverage = flowCoverage(first, second);
    const engine = await createEngine({ flows: [first, second] });
    coverage.watch(engine);
    for (const amount of [5, 13, 500]) await engine.run(first, amount);
    await engine.stop();
    const { message } = failure(() => {
      coverage.expect({ nodes: 50 });
    });
    expect(message).toContain('flow "orders@2.0.0": 0 of 6 nodes');
    expect(message).not.toContain('orders@1.0.0');
  });

  it('count hooks too', async () => {
    const coverage = await ordered([5, 13]);
    expect(
      failure(() => {
        coverage.expect({ hooks: 1 });
      }).message,
    ).toContain('- hook compensate of reserve');
  });

  it.each([
    ['nothing', undefined, 'thresholds'],
    ['a number', 80, 'thresholds'],
    ['no measure', {}, 'thresholds'],
    ['a measure that there is not', { lines: 80 }, 'thresholds.lines'],
    ['a measure that there is not, beside one that there is', { nodes: 80, branches: 80 }, 'thresholds.branches'],
    ['more than all', { nodes: 101 }, 'nodes'],
    ['less than nothing', { edges: -1 }, 'edges'],
    ['what is no number', { errorEdges: Number.NaN }, 'errorEdges'],
    ['a text', { hooks: '80' }, 'hooks'],
  ])('are refused where they are %s', async (_, thresholds, option) => {
    const coverage = await ordered([]);
    const error = failure(() => {
      coverage.expect(thresholds as never);
    });
    expect(error).toMatchObject({ code: 'INVALID_OPTION', details: { option } });
  });
});
