import { type Composite, each, exit, node } from 'millrace';
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
    expect(run.ending).toMatchObject([
      'failed',
      { failure: { code: 'BATCH_FAILED', details: { items: [0] }, cause: { code: 'BROKEN' }, retryable: true } },
    ]);
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

  it('waits for every item that it has started, even if somebody takes some out of the list', () => {
    const list = ['a', 'b', 'c'];
    const run = over(list);
    list.length = 1;
    run.complete('e[2]#1', 'C').complete('e[0]#1', 'A').complete('e[1]#1', 'B');
    expect(run.ending).toEqual(['done', ['A', 'B', 'C']]);
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

  it('lets all items end before it fails, if it is asked to, and says which failed', () => {
    const run = over(['a', 'b', 'c'], each(work, { onError: 'finish' }));
    run.fail('e[2]#1', 'THIRD').fail('e[0]#1', 'FIRST').complete('e[1]#1', 'B');
    expect(run.ending).toMatchObject([
      'failed',
      {
        failure: {
          code: 'BATCH_FAILED',
          message: expect.stringContaining('2 items, the first of them item 0 of "e" failed: FIRST') as string,
          details: { items: [0, 2] },
          cause: { code: 'FIRST' },
          errors: [{ code: 'THIRD' }],
        },
      },
    ]);
  });

  it('names the item with which the run fails, from the inside out where it nests', () => {
    const run = drive(flowOfNodes({ e: each(each(work)), done }, { e: 'done' }), { input: [[1], [2, 3]] });
    run.fail('e[1][1]#1');
    expect(run.state.ending).toMatchObject({
      status: 'failed',
      path: 'e[1][1]#1',
      failure: {
        code: 'BATCH_FAILED',
        details: { items: [1] },
        cause: { code: 'BATCH_FAILED', details: { items: [1] }, cause: { code: 'BROKEN' } },
      },
    });
  });

  it('tells each failure once, so that what is told grows with the depth of the lists and not by doubling', () => {
    const failureAt = (depth: number): number => {
      let body: ReturnType<typeof each> = each(work);
      let input: readonly unknown[] = [1];
      for (let level = 1; level < depth; level += 1) [body, input] = [each(body), [input]];
      const run = drive(flowOfNodes({ e: body, done }, { e: 'done' }), { input }).fail(`e${'[0]'.repeat(depth)}#1`);
      return JSON.stringify(run.state.ending).split('BATCH_FAILED').length - 1;
    };
    expect([1, 2, 10].map(failureAt)).toEqual([1, 2, 10]);
  });

  it('gives the body as many items at a time as it is told, and the rest at last', () => {
    const chunks = each(work as unknown as Composite<readonly unknown[], { readonly next: unknown }>, { chunk: 2 });
    const run = over(['a', 'b', 'c'], chunks);
    expect(['e[0]#1', 'e[1]#1'].map((path) => run.operation(path).input)).toEqual([['a', 'b'], ['c']]);
    expect(run.complete('e[1]#1', 1).complete('e[0]#1', 2).ending).toEqual(['done', [2, 1]]);
  });

  it('tells of each item that has ended, if it is asked to', () => {
    const run = over([1, 2], each(work, { progress: true, onError: 'collect' }));
    run.fail('e[1]#1').complete('e[0]#1');
    expect(run.progress).toEqual([
      { ended: 1, failed: 1, total: 2 },
      { ended: 2, failed: 1, total: 2 },
    ]);
  });
});

describe('each over a source that gives one item after another', () => {
  const source = { *[Symbol.iterator]() {} };
  const list = each(body, { concurrency: 2, onError: 'collect', progress: true });

  it('asks for the next item only when there is room for it', () => {
    const run = over(source, list);
    expect(run.flight).toEqual(['e#1 pull']);
    run.complete('e#1', { item: { value: 'a' }, done: false });
    expect(run.flight).toEqual(['e[0]#1', 'e#1 pull']);
    run.complete('e#1', { item: { value: 'b' }, done: false });
    expect(run.flight).toEqual(['e[0]#1', 'e[1]#1']);
    run.complete('e[1]#1', 'B');
    expect(run.flight).toEqual(['e[0]#1', 'e#1 pull']);
    run.complete('e#1', { done: true }).complete('e[0]#1', 'A');
    expect(run.ending).toEqual([
      'done',
      [
        { ok: true, item: 'a', value: 'A' },
        { ok: true, item: 'b', value: 'B' },
      ],
    ]);
    expect(run.progress.map(({ total }) => total)).toEqual([undefined, 2]);
    expect(run.closedSources).toBe(0);
  });

  it('works on an item that comes with the end of the source', () => {
    const run = over(source, list).complete('e#1', { item: { value: 'a' }, done: true });
    expect(run.complete('e[0]#1', 'A').ending).toMatchObject(['done', [{ value: 'A' }]]);
  });

  it('gives an empty list where the source gives nothing', () => {
    expect(over(source, list).complete('e#1', { done: true }).ending).toEqual(['done', []]);
  });

  it('fails where the source does, and releases its items', () => {
    const run = over(source, list)
      .complete('e#1', { item: { value: 'a' }, done: false })
      .fail('e#1', 'DRY');
    expect(run.ending).toMatchObject(['failed', { failure: { code: 'DRY' } }]);
    expect(run.told('cancelled')).toEqual(['step.cancelled e[0]#1']);
  });

  it('lets go of the source when no further item is wanted', () => {
    const run = over(source, each(work))
      .complete('e#1', { item: { value: 'a' }, done: false })
      .fail('e[0]#1');
    expect(run.ending).toMatchObject(['failed', { failure: { code: 'BATCH_FAILED' } }]);
    expect(run.closedSources).toBe(1);
    expect(run.repeatOutcomes().flight).toEqual([]);
  });

  it('asks for nothing while the run is paused', () => {
    const run = over(source, list)
      .pause()
      .complete('e#1', { item: { value: 'a' }, done: false });
    expect(run.flight).toEqual([]);
    expect([...run.resume().flight].sort()).toEqual(['e#1 pull', 'e[0]#1']);
  });

  it('asks again for the item that it could not get when the run is tried again, and keeps what has ended', () => {
    const flow = flowOfNodes({ e: each(work), done }, { e: 'done' });
    const run = drive(flow, { input: source }).complete('e#1', { item: { value: 'a' }, done: false });
    expect(run.complete('e[0]#1', 'A').fail('e#1', 'DRY').ending).toBe('DRY');
    expect(run.redrive().flight).toEqual(['e#1 pull']);
    run.complete('e#1', { item: { value: 'b' }, done: true }).complete('e[1]#1', 'B');
    expect(run.ending).toEqual(['done', ['A', 'B']]);
  });

  it('does so while other items are at work', () => {
    const flow = flowOfNodes({ e: each(work), done }, { e: 'done' });
    const run = drive(flow, { input: source }).complete('e#1', { item: { value: 'a' }, done: false });
    expect([...run.fail('e#1', 'DRY').redrive().flight].sort()).toEqual(['e#1 pull', 'e[0]#1']);
    run.complete('e#1', { done: true }).complete('e[0]#1', 'A');
    expect(run.ending).toEqual(['done', ['A']]);
  });
});
