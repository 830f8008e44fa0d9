import { all, any, each, exit, flow, node, repeat, within } from 'millrace';
import { Again, drive, flowOfNodes, Phased, work } from './steps';

const done = exit<unknown>();
const two = flowOfNodes({ a: work, b: work, done }, { a: 'b', b: 'done' });

describe('a redrive', () => {
  it('takes up the visit that failed, with its path and so its key; what is committed is not done again', () => {
    const run = drive(two).complete('a#1', 1).fail('b#1').redrive();
    expect([run.status, run.flight]).toEqual(['running', ['b#1']]);
    expect(run.operation('b#1').input).toBe(1);
    expect(run.complete('b#1', 2).ending).toEqual(['done', 2]);
    expect(run.told('run.')).toEqual(['run.started', 'run.failed', 'run.redriven', 'run.completed']);
  });

  it('opens a new visit for an edited input', () => {
    const run = drive(two).complete('a#1', 1).fail('b#1').redrive({ value: 'edited' });
    expect(run.flight).toEqual(['b#2']);
    expect(run.operation('b#2').input).toBe('edited');
  });

  it('does nothing to a run that has not failed', () => {
    const run = drive(two);
    const { length } = run.changes;
    expect(run.redrive().complete('a#1').complete('b#1').redrive().status).toBe('completed');
    expect(run.told('redriven')).toEqual([]);
    expect(run.changes.length).toBeGreaterThan(length);
  });

  it('goes on with the phase that failed', () => {
    const run = drive(flowOfNodes({ a: Phased, done }, { a: { a: 'done', b: 'done' } }));
    run.complete('a#1', 'prepared').complete('a#1', 'result').fail('a#1').redrive();
    expect(run.flight).toEqual(['a#1 finish']);
    expect(run.operation('a#1').input).toBe('result');
  });

  it('counts attempts anew', () => {
    const run = drive(flowOfNodes({ a: node(work, { retry: { maxAttempts: 2, initial: 0 } }), done }, { a: 'done' }));
    expect(run.fail('a#1').fail('a#1').redrive().flight).toEqual(['a#1']);
  });

  it('starts again what was in flight beside the failure, and keeps what waited', () => {
    const slow = node(work, { retry: { maxAttempts: 3, initial: '20s', jitter: false } });
    const flow = flowOfNodes({ j: all({ a: work, b: work, c: slow }), done }, { j: 'done' });
    const run = drive(flow).fail('j#1/c#1').fail('j#1/a#1');
    expect([run.flight, run.alarms]).toEqual([[], []]);
    run.redrive();
    expect([run.flight, run.alarms]).toEqual([['j#1/a#1', 'j#1/b#1'], [20_000]]);
    run.complete('j#1/b#1', 'B').complete('j#1/a#1', 'A').wait(20_000);
    expect(run.flight).toEqual(['j#1/c#1 @2']);
    expect(run.complete('j#1/c#1', 'C').ending).toEqual(['done', { a: 'A', b: 'B', c: 'C' }]);
  });

  it('asks the verdict again that was in flight', () => {
    const flow = flowOfNodes({ j: all({ a: work, b: work, c: work }, { until: () => true }), done }, { j: 'done' });
    const run = drive(flow).complete('j#1/a#1', 1).fail('j#1/b#1').redrive();
    expect([...run.flight].sort()).toEqual(['j#1 until', 'j#1/b#1', 'j#1/c#1']);
    expect(run.complete('j#1', true).ending).toEqual(['done', { a: 1 }]);
  });

  it('loses no branch when one fails in the middle of a transition', () => {
    const inner = flowOfNodes({ w: work, done }, { w: 'done' }, 'inner');
    const outer = flowOfNodes({ in: inner, done }, { in: 'done' }, 'outer');
    const flow = flowOfNodes({ j: all({ x: each(work), y: outer, z: work }), done }, { j: 'done' });
    const run = drive(flow, { input: 'no list' });
    expect([run.ending, run.flight]).toEqual(['NOT_A_LIST', []]);
    run.redrive({ value: [] });
    expect([...run.flight].sort()).toEqual(['j#1/y#1/in#1/w#1', 'j#1/z#1']);
    run.complete('j#1/y#1/in#1/w#1', 'Y').complete('j#1/z#1', 'Z');
    expect(run.ending).toEqual(['done', { x: [], y: 'Y', z: 'Z' }]);
  });

  it('goes on inside a node whose deadline is up, and gives it a new one', () => {
    const inner = flowOfNodes({ a: work, b: work, done }, { a: 'b', b: 'done' }, 'inner');
    const run = drive(flowOfNodes({ in: node(inner, { deadline: '1s' }), done }, { in: 'done' }));
    run.complete('in#1/a#1', 1).wait(1000);
    expect(run.ending).toBe('DEADLINE_EXCEEDED');
    run.wait(60_000).redrive();
    expect([run.flight, run.alarms]).toEqual([['in#1/b#1'], [1000]]);
  });

  it('does not count the time in which the run lay failed toward a deadline', () => {
    const inner = flowOfNodes({ a: work, done }, { a: 'done' }, 'inner');
    const run = drive(flowOfNodes({ in: node(inner, { deadline: '1s' }), done }, { in: 'done' }));
    run.wait(400).fail('in#1/a#1').wait(60_000).redrive();
    expect([run.flight, run.alarms]).toEqual([['in#1/a#1'], [600]]);
  });

  it('goes on with a run whose time was up, without a limit', () => {
    const run = drive(two, { deadlineMs: 100 }).wait(100).redrive();
    expect([run.flight, run.alarms]).toEqual([['a#1'], []]);
  });

  it('begins a join anew, as another visit, when its branches are over', () => {
    const conflict = drive(flowOfNodes({ j: all({ a: work, b: work }), done }, { j: 'done' }), { input: 'in' });
    const writes = [{ key: 'x', value: 1 }];
    conflict.complete('j#1/a#1', 1, { writes }).complete('j#1/b#1', 2, { writes }).redrive();
    expect(conflict.flight).toEqual(['j#2/a#1', 'j#2/b#1']);
    expect(conflict.operation('j#2/a#1').input).toBe('in');
    const none = drive(flowOfNodes({ j: any({ a: work, b: work }), done }, { j: { a: 'done', b: 'done' } }));
    expect(none.fail('j#1/a#1').fail('j#1/b#1').redrive().flight).toEqual(['j#2/a#1', 'j#2/b#1']);
  });

  it('gives an item of a list a visit of its own for an edited input', () => {
    const flow = flowOfNodes(
      { e: each(work, { concurrency: 2 }), b: work, done },
      { e: 'b', b: { next: 'e', error: 'done' } },
    );
    const run = drive(flow, { input: ['a', 'b', 'c'] })
      .complete('e[0]#1', 'A')
      .fail('e[1]#1')
      .redrive({ value: 'edited' });
    expect([...run.flight].sort()).toEqual(['e[1]#2', 'e[2]#1']);
    run.complete('e[1]#2', 'B').complete('e[2]#1', 'C').complete('b#1', [1]);
    expect(run.flight).toEqual(['e[0]#3']);
  });

  it('gives what shares its segment of the path the same visit, so that later rounds keep out of its way', () => {
    const flow = flowOfNodes(
      { r: repeat(within(Again, '1h'), { max: 9 }), done },
      { r: { done: 'done', overdue: 'done', exhausted: 'done' } },
    );
    const run = drive(flow).fail('r#1/round#1').redrive({ value: 'edited' });
    expect(run.flight).toEqual(['r#1/round#2']);
    run.complete('r#1/round#2', 1, { action: 'again' });
    expect(run.flight).toEqual(['r#1/round#3']);
  });

  it('applies the function on an edge again if that is what failed, unless the input is given', () => {
    const draft = flow('test').nodes({ a: work, b: work, done });
    const { to } = draft;
    const wired = draft.wire('a', { a: to.b.via((value) => value), b: to.done });
    expect(drive(wired).complete('a#1', 1).fail('b#1').redrive().flight).toEqual(['b#1 map']);
    expect(drive(wired).complete('a#1', 1).fail('b#1').redrive({ value: 2 }).flight).toEqual(['b#2']);
  });
});
