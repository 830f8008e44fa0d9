import { all, exit, flow, node } from 'millrace';
import { Choose, drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();
const rescued = exit<unknown>();

describe('a failure after the last attempt', () => {
  it('takes the error edge of its node first, with input, failure and attempts', () => {
    const inner = flowOfNodes(
      { a: node(work, { retry: { maxAttempts: 2, initial: 0 } }), b: work, done },
      { a: { next: 'done', error: 'b' }, b: 'done' },
      'inner',
    );
    const run = drive(flowOfNodes({ in: inner, done, rescued }, { in: { next: 'done', error: 'rescued' } }), {
      input: 'given',
    });
    run.fail('in#1/a#1').fail('in#1/a#1');
    expect(run.flight).toEqual(['in#1/b#1']);
    expect(run.operation('in#1/b#1').input).toMatchObject({
      input: 'given',
      node: 'a',
      attempts: 2,
      failure: { code: 'BROKEN' },
    });
    expect(run.complete('in#1/b#1', 1).ending).toEqual(['done', 1]);
  });

  it('else takes the error edge of the node around it, and releases what else is in there', () => {
    const flow = flowOfNodes(
      { both: all({ left: work, right: work }), after: work, done },
      { both: { next: 'done', error: 'after' }, after: 'done' },
    );
    const run = drive(flow, { input: 7 }).fail('both#1/left#1');
    expect(run.flight).toEqual(['after#1']);
    expect(run.operation('after#1').input).toMatchObject({ input: 7, node: 'both' });
    expect(run.told('right')).toContain('step.cancelled both#1/right#1');
    const { length } = run.changes;
    expect(run.repeatOutcomes().changes).toHaveLength(length);
  });

  it('else fails the run, and says where it happened', () => {
    const run = drive(flowOfNodes({ a: work, done }, { a: 'done' })).fail('a#1');
    expect(run.events.at(-1)).toMatchObject({
      type: 'run.failed',
      data: { path: 'a#1', failure: { code: 'BROKEN', message: 'BROKEN at a#1' } },
    });
  });

  it('is also what an action leads to that is not wired: the visit is not committed, and leaves no writes', () => {
    const run = drive(flowOfNodes({ a: Choose, done }, { a: { a: 'done', b: 'done' } }));
    run.complete('a#1', 1, { action: 'c', writes: [{ key: 'x', value: 1 }] });
    expect(run.ending).toBe('UNDECLARED_ACTION');
    expect(run.events.at(-1)).toMatchObject({
      data: { failure: { message: expect.stringContaining('it has a, b (flow "test", run run-1)') as string } },
    });
    expect(run.told('step.completed')).toEqual([]);
    expect(run.shared('x')).toBeUndefined();
  });

  it('cannot be feigned by choosing the action error', () => {
    const run = drive(flowOfNodes({ a: Choose, done }, { a: { a: 'done', b: 'done', error: 'done' } }));
    expect(run.complete('a#1', 1, { action: 'error' }).ending).toEqual([
      'done',
      expect.objectContaining({ failure: expect.objectContaining({ code: 'UNDECLARED_ACTION' }) as object }),
    ]);
  });

  it('is that of the function on an edge too, and belongs to its target', () => {
    const draft = flow('test').nodes({ a: work, b: work, done, rescued });
    const { to } = draft;
    const wired = draft.wire('a', {
      a: to.b.via((value) => value),
      b: { next: to.done, error: to.rescued },
    });
    const run = drive(wired, { input: 1 }).complete('a#1', 5);
    expect(run.flight).toEqual(['b#1 map']);
    expect(run.fail('b#1').ending).toEqual(['rescued', expect.objectContaining({ input: 5, node: 'b' })]);
    expect(drive(wired).complete('a#1', 5).complete('b#1', 6).operation('b#1').input).toBe(6);
  });
});
