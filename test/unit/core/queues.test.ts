import { all, each, exit, node, within } from 'millrace';
import { drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();
const failed = exit<unknown>();
const late = exit<unknown>();
const keyed = node(work, { concurrency: { limit: 1, key: (input: unknown) => String(input), name: 'line' } });

describe('a node that lets only so many in', () => {
  it('asks for the key of what it is given, waits in line, and begins when it is its turn', () => {
    const run = drive(flowOfNodes({ n: keyed, done }, { n: 'done' }), { input: 'acme' });
    expect(run.flight).toEqual(['n#1 key']);
    expect(run.operation('n#1').input).toBe('acme');
    run.complete('n#1', 'acme');
    expect([run.status, run.queues, run.flight]).toEqual(['waiting', ['line acme n#1 queued'], []]);
    run.grant('n#1');
    expect([run.status, run.queues, run.flight]).toEqual(['running', ['line acme n#1 held'], ['n#1']]);
    run.complete('n#1', 'out');
    expect([run.ending, run.queues]).toEqual([['done', 'out'], []]);
  });

  it('without a key asks for its slot at once, in a line that is called after it', () => {
    const run = drive(flowOfNodes({ n: node(work, { concurrency: { limit: 2 } }), done }, { n: 'done' }));
    expect([run.flight, run.queues]).toEqual([[], ['test/n  n#1 queued']]);
    expect(run.grant('n#1').flight).toEqual(['n#1']);
  });

  it('keeps its slot for all attempts and gives it up when it fails', () => {
    const careful = node(work, { retry: { maxAttempts: 2, initial: 5, jitter: false }, concurrency: { limit: 1 } });
    const run = drive(flowOfNodes({ n: careful, done, failed }, { n: { next: 'done', error: 'failed' } }));
    run.grant('n#1').fail('n#1').wait(5);
    expect([run.flight, run.queues]).toEqual([['n#1 @2'], ['test/n  n#1 held']]);
    run.fail('n#1');
    expect([run.ending, run.queues]).toEqual([['failed', expect.anything()], []]);
  });

  it('holds its slot for everything that is inside it', () => {
    const inner = flowOfNodes({ a: work, b: work, out: exit() }, { a: 'b', b: 'out' }, 'inner');
    const run = drive(flowOfNodes({ n: node(inner, { concurrency: { limit: 1 } }), done }, { n: 'done' }));
    run.grant('n#1').complete('n#1/a#1');
    expect([run.flight, run.queues]).toEqual([['n#1/b#1'], ['test/n  n#1 held']]);
    expect(run.complete('n#1/b#1').queues).toEqual([]);
  });

  it('gives up its place in line when it is not needed any more', () => {
    const limited = within(keyed, 10);
    const run = drive(flowOfNodes({ n: limited, done, late }, { n: { next: 'done', overdue: 'late' } }), {
      input: 'x',
    });
    run.complete('n#1', 'x');
    expect(run.queues).toEqual(['line x n#1 queued']);
    run.wait(10);
    expect([run.ending, run.queues]).toEqual([['late', 'x'], []]);
  });

  it('counts the wait towards its deadline', () => {
    const limited = node(work, { deadline: 10, concurrency: { limit: 1 } });
    const run = drive(flowOfNodes({ n: limited, done, failed }, { n: { next: 'done', error: 'failed' } })).wait(10);
    expect([run.ending, run.queues]).toMatchObject([['failed', { failure: { code: 'DEADLINE_EXCEEDED' } }], []]);
  });

  it('need not wait for what is around it and holds the same slot', () => {
    const again = flowOfNodes({ x: keyed, out: exit() }, { x: 'out' }, 'again');
    const outer = node(again, { concurrency: { limit: 1, key: (input: unknown) => String(input), name: 'line' } });
    const run = drive(flowOfNodes({ n: outer, done }, { n: 'done' }), { input: 'k' });
    run.complete('n#1', 'k').grant('n#1').complete('n#1/x#1', 'k');
    expect([run.flight, run.queues]).toEqual([['n#1/x#1'], ['line k n#1 held']]);
    expect(run.complete('n#1/x#1').queues).toEqual([]);
  });

  it('waits for its like beside it', () => {
    const run = drive(flowOfNodes({ j: all({ a: keyed, b: keyed }), done }, { j: 'done' }), { input: 'k' });
    run.complete('j#1/a#1', 'k').complete('j#1/b#1', 'k').grant('j#1/a#1');
    expect(run.queues).toEqual(['line k j#1/a#1 held', 'line k j#1/b#1 queued']);
    expect(run.complete('j#1/a#1').queues).toEqual(['line k j#1/b#1 queued']);
  });

  it('can be the body of an each', () => {
    const run = drive(flowOfNodes({ e: each(keyed), done }, { e: 'done' }), { input: ['a', 'b'] });
    run.complete('e[0]#1', 'a').complete('e[1]#1', 'b');
    expect(run.queues).toEqual(['line a e[0]#1 queued', 'line b e[1]#1 queued']);
  });

  it('fails where the key cannot be known', () => {
    const run = drive(flowOfNodes({ n: keyed, done, failed }, { n: { next: 'done', error: 'failed' } }));
    expect(run.fail('n#1', 'NO_KEY').ending).toMatchObject(['failed', { failure: { code: 'NO_KEY' } }]);
  });

  it('asks again after a restart if it was waiting, and holds what it held', () => {
    const run = drive(flowOfNodes({ j: all({ a: keyed, b: keyed }), done }, { j: 'done' }), { input: 'k' });
    run.complete('j#1/a#1', 'k').complete('j#1/b#1', 'k').grant('j#1/a#1').recover();
    expect(run.queues).toEqual(['line k j#1/b#1 queued']);
    expect(run.flight).toEqual(['j#1/a#1']);
  });
});

describe('a failed run', () => {
  it('gives up its slots and its places in line, and remembers both for the case that it is tried again', () => {
    const table = { j: all({ a: keyed, b: keyed, c: work }), done };
    const run = drive(flowOfNodes(table, { j: 'done' }), { input: 'k' });
    run.complete('j#1/a#1', 'k').complete('j#1/b#1', 'k').grant('j#1/a#1').fail('j#1/c#1');
    expect([run.status, run.queues]).toEqual(['failed', []]);
    run.redrive();
    expect(run.queues).toEqual(['line k j#1/a#1 held', 'line k j#1/b#1 queued']);
    expect([...run.flight].sort()).toEqual(['j#1/a#1', 'j#1/c#1']);
  });

  it('that failed while it waited in line waits again', () => {
    const limited = node(work, { deadline: 10, concurrency: { limit: 1 } });
    const run = drive(flowOfNodes({ n: limited, done }, { n: 'done' })).wait(10);
    expect([run.status, run.queues]).toEqual(['failed', []]);
    run.redrive();
    expect([run.queues, run.alarms]).toEqual([['test/n  n#1 queued'], [10]]);
    expect(run.grant('n#1').complete('n#1', 1).ending).toEqual(['done', 1]);
  });

  it('that failed for want of a key asks for it again', () => {
    const run = drive(flowOfNodes({ n: keyed, done }, { n: 'done' }), { input: 'k' })
      .fail('n#1')
      .redrive();
    expect(run.flight).toEqual(['n#1 key']);
  });
});
