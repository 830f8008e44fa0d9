import { each, exit, node } from 'millrace';
import { drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();
const failed = exit<unknown>();

const body = node(work, { retry: { maxAttempts: 2, initial: 0 } });

function over(input: unknown, list: ReturnType<typeof each> = each(body)) {
  return drive(flowOfNodes({ e: list, done, failed }, { e: { next: 'done', error: 'failed' } }), { input });
}

describe('each', () => {
  it('works on as many items as it may, and keeps their order', () => {
    const run = over(['a', 'b', 'c'], each(body, { concurrency: 2 }));
    expect(run.flight).toEqual(['e[0]#1', 'e[1]#1']);
    run.complete('e[1]#1', 'B');
    expect(run.flight).toEqual(['e[0]#1', 'e[2]#1']);
    run.complete('e[2]#1', 'C').complete('e[0]#1', 'A');
    expect(run.ending).toEqual(['done', ['A', 'B', 'C']]);
  });

  it('repeats attempts item by item', () => {
    const run = over([1, 2]).fail('e[1]#1');
    expect(run.flight).toEqual(['e[0]#1', 'e[1]#1 @2']);
  });

  it('stops at the first failed item', () => {
    const run = over([1, 2, 3], each(body, { concurrency: 2 }))
      .fail('e[0]#1')
      .fail('e[0]#1');
    expect(run.ending).toEqual(['failed', expect.objectContaining({ node: 'e' })]);
    expect(run.told('cancelled')).toEqual(['step.cancelled e[1]#1']);
  });

  it('collects failures if it is asked to, and goes on with the next item', () => {
    const run = over(['a', 'b'], each(body, { concurrency: 1, onError: 'collect' }))
      .fail('e[0]#1')
      .fail('e[0]#1');
    expect(run.flight).toEqual(['e[1]#1']);
    expect(run.complete('e[1]#1', 'B').ending).toMatchObject([
      'done',
      [
        { ok: false, item: 'a', failure: { code: 'BROKEN' } },
        { ok: true, item: 'b', value: 'B' },
      ],
    ]);
  });

  it('gives an empty list for an empty list', () => {
    expect(over([]).ending).toEqual(['done', []]);
  });

  it('refuses what is no list', () => {
    expect(over(null).ending).toMatchObject(['failed', { failure: { code: 'NOT_A_LIST', retryable: false } }]);
  });

  it('nests, and every item of every item has a path of its own', () => {
    const flow = flowOfNodes({ e: each(each(work)), done }, { e: 'done' });
    const run = drive(flow, { input: [[1, 2], [3]] });
    expect(run.flight).toEqual(['e[0][0]#1', 'e[0][1]#1', 'e[1][0]#1']);
    run.complete('e[0][1]#1', 2).complete('e[1][0]#1', 3).complete('e[0][0]#1', 1);
    expect(run.ending).toEqual(['done', [[1, 2], [3]]]);
  });

  it('drops the writes of items that are isolated', () => {
    const run = over([1], each(body, { isolated: true })).complete('e[0]#1', 1, { writes: [{ key: 'x', value: 1 }] });
    expect(run.shared('x')).toBeUndefined();
  });
});
