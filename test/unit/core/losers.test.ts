import { all, any, exit, node, race, settle, within } from 'millrace';
import { drive, flowOfNodes, Undoable, work } from './steps';

const done = exit<unknown>();
const failed = exit<unknown>();

/** A branch of a step that can be undone, and one that cannot. */
function branch(name: string) {
  return flowOfNodes({ do: Undoable, rest: work, out: exit() }, { do: 'rest', rest: 'out' }, name);
}

const branches = { a: branch('a'), b: branch('b') };
const losers = 'compensate';

describe('the losers of a join', () => {
  it.each([
    ['any', any(branches, { losers })],
    ['race', race(branches, { losers })],
  ])('of %s are undone before the run goes on, if it is asked for', (_, join) => {
    const run = drive(flowOfNodes({ j: join, done }, { j: { a: 'done', b: 'done' } }));
    run.complete('j#1/a#1/do#1', 'A').complete('j#1/b#1/do#1', 'B').complete('j#1/b#1/rest#1', 'won');
    expect(run.flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.status).toBe('running');
    expect(run.complete('j#1/a#1/do#1').ending).toEqual(['done', 'won']);
    expect(run.told('compensation.')).toEqual([
      'compensation.started j#1/a#1/do#1',
      'compensation.completed j#1/a#1/do#1',
    ]);
  });

  it('of an all that has enough are undone, and those that count are not', () => {
    const join = all(branches, { until: () => true, losers });
    const run = drive(flowOfNodes({ j: join, done }, { j: 'done' }));
    run.complete('j#1/a#1/do#1', 'A').complete('j#1/b#1/do#1', 'B').complete('j#1/b#1/rest#1', 'enough');
    run.complete('j#1', true);
    expect(run.flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/a#1/do#1').ending).toEqual(['done', { b: 'enough' }]);
    expect(run.state.details?.compensations.map(({ path }) => path)).toEqual(['j#1/b#1/do#1']);
  });

  it('do not count where `within` cuts the join short: what the branches have committed is undone with the run', () => {
    const cut = within(any(branches, { losers }), 100);
    const run = drive(flowOfNodes({ j: cut, x: work, done }, { j: { a: 'done', b: 'done', overdue: 'x' }, x: 'done' }));
    expect(run.complete('j#1/a#1/do#1', 'A').wait(100).flight).toEqual(['x#1']);
    expect(run.fail('x#1').flight).toEqual(['j#1/a#1/do#1 compensate']);
  });

  it('are undone to the end before a `within` whose time is over in the meantime goes on', () => {
    const cut = within(any(branches, { losers }), 100);
    const run = drive(flowOfNodes({ j: cut, x: work, done }, { j: { a: 'done', b: 'done', overdue: 'x' }, x: 'done' }));
    run.complete('j#1/a#1/do#1', 'A').complete('j#1/b#1/do#1', 'B').complete('j#1/b#1/rest#1', 'won');
    expect(run.flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.wait(100).flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/a#1/do#1').flight).toEqual(['x#1']);
    expect(run.fail('x#1').flight).toEqual(['j#1/b#1/do#1 compensate']);
    expect(run.complete('j#1/b#1/do#1').told('run.')).toEqual(['run.started', 'run.failed']);
  });

  it('are undone once where a join around theirs is decided while they are', () => {
    const outer = race({ x: any(branches, { losers }), y: work }, { losers });
    const run = drive(flowOfNodes({ j: outer, done }, { j: { x: 'done', y: 'done' } }));
    run.complete('j#1/x#1/a#1/do#1', 'A').complete('j#1/x#1/b#1/do#1', 'B').complete('j#1/x#1/b#1/rest#1', 'won');
    expect(run.flight).toEqual(['j#1/y#1', 'j#1/x#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/y#1', 'Y').flight).toEqual(['j#1/x#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/x#1/a#1/do#1').flight).toEqual(['j#1/x#1/b#1/do#1 compensate']);
    expect(run.complete('j#1/x#1/b#1/do#1').ending).toEqual(['done', 'Y']);
    expect(run.told('compensation.')).toEqual([
      'compensation.started j#1/x#1/a#1/do#1',
      'compensation.completed j#1/x#1/a#1/do#1',
      'compensation.started j#1/x#1/b#1/do#1',
      'compensation.completed j#1/x#1/b#1/do#1',
    ]);
  });

  it('are undone once where two joins undo theirs and the run is cancelled', () => {
    const both = all({ left: any(branches, { losers }), right: any(branches, { losers }) });
    const run = drive(flowOfNodes({ j: both, done }, { j: 'done' }));
    for (const side of ['left', 'right'])
      run
        .complete(`j#1/${side}#1/a#1/do#1`, 'A')
        .complete(`j#1/${side}#1/b#1/do#1`, 'B')
        .complete(`j#1/${side}#1/b#1/rest#1`, 'won');
    const [left, right] = ['j#1/left#1/a#1/do#1', 'j#1/right#1/a#1/do#1'];
    expect(run.flight).toEqual([`${left} compensate`, `${right} compensate`]);
    run.happen({ type: 'run.cancel', reason: 'enough', compensate: true });
    expect(run.flight).toEqual([`${left} compensate`, `${right} compensate`]);
    expect(run.complete(left).flight).toEqual([`${right} compensate`]);
    expect(run.complete(right).flight).toEqual(['j#1/right#1/b#1/do#1 compensate']);
    expect(run.complete('j#1/right#1/b#1/do#1').flight).toEqual(['j#1/left#1/b#1/do#1 compensate']);
    expect(run.complete('j#1/left#1/b#1/do#1').status).toBe('cancelled');
    expect(run.told('compensation.started')).toHaveLength(4);
  });

  it('keep what they have committed unless something else is asked for, and it is undone with the run', () => {
    const run = drive(flowOfNodes({ j: any(branches), x: work, done }, { j: { a: 'x', b: 'x' }, x: 'done' }));
    run.complete('j#1/a#1/do#1', 'A').complete('j#1/b#1/do#1', 'B').complete('j#1/b#1/rest#1', 'won');
    expect(run.flight).toEqual(['x#1']);
    expect(run.fail('x#1').flight).toEqual(['j#1/b#1/do#1 compensate']);
    expect(run.complete('j#1/b#1/do#1').flight).toEqual(['j#1/a#1/do#1 compensate']);
  });

  it('that committed nothing hold nothing up', () => {
    const run = drive(flowOfNodes({ j: any(branches, { losers }), done }, { j: { a: 'done', b: 'done' } }));
    run.complete('j#1/b#1/do#1', 'B').complete('j#1/b#1/rest#1', 'won');
    expect(run.ending).toEqual(['done', 'won']);
  });

  it('that cannot be undone do not hide who won', () => {
    const run = drive(flowOfNodes({ j: any(branches, { losers }), done }, { j: { a: 'done', b: 'done' } }));
    run.complete('j#1/a#1/do#1').complete('j#1/b#1/do#1').complete('j#1/b#1/rest#1', 'won');
    run.fail('j#1/a#1/do#1').wait(1000).fail('j#1/a#1/do#1', 'STUCK');
    expect(run.ending).toEqual(['done', 'won']);
    expect(run.state.details?.unwindingFailures).toMatchObject([{ code: 'STUCK' }]);
  });

  it('are undone after a restart too', () => {
    const run = drive(flowOfNodes({ j: any(branches, { losers }), done }, { j: { a: 'done', b: 'done' } }));
    run.complete('j#1/a#1/do#1').complete('j#1/b#1/do#1').complete('j#1/b#1/rest#1', 'won').recover();
    expect(run.flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/a#1/do#1').ending).toEqual(['done', 'won']);
  });
});

describe('a join that fails and is asked to undo', () => {
  const edges = { j: { next: 'done', error: 'failed' } };

  it('undoes what its branches have committed, newest first, before its error edge is taken', () => {
    const run = drive(flowOfNodes({ j: all(branches, { losers }), done, failed }, edges));
    run.complete('j#1/a#1/do#1').complete('j#1/b#1/do#1').complete('j#1/a#1/rest#1').fail('j#1/b#1/rest#1');
    expect(run.flight).toEqual(['j#1/b#1/do#1 compensate']);
    expect(run.complete('j#1/b#1/do#1').flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/a#1/do#1').ending).toMatchObject([
      'failed',
      { node: 'rest', attempts: 1, failure: { code: 'BROKEN' } },
    ]);
  });

  it('does so when all its branches have failed', () => {
    const run = drive(
      flowOfNodes({ j: any(branches, { losers }), done, failed }, { j: { a: 'done', b: 'done', error: 'failed' } }),
    );
    run.complete('j#1/a#1/do#1').fail('j#1/a#1/rest#1').fail('j#1/b#1/do#1').wait(1000).fail('j#1/b#1/do#1');
    expect(run.flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/a#1/do#1').ending).toMatchObject(['failed', { failure: { code: 'ALL_BRANCHES_FAILED' } }]);
  });

  it('does so where the failure is handled further out, by an edge or as a value', () => {
    const inner = all(branches, { losers });
    const wrapped = flowOfNodes({ j: inner, out: exit() }, { j: 'out' }, 'wrapped');
    const run = drive(flowOfNodes({ s: settle({ x: wrapped }), done }, { s: 'done' }));
    run.complete('s#1/x#1/j#1/a#1/do#1').fail('s#1/x#1/j#1/b#1/do#1').wait(1000).fail('s#1/x#1/j#1/b#1/do#1');
    expect(run.flight).toEqual(['s#1/x#1/j#1/a#1/do#1 compensate']);
    expect(run.complete('s#1/x#1/j#1/a#1/do#1').ending).toMatchObject(['done', { x: { ok: false } }]);
  });

  it('leaves to the run what it does if nothing handles the failure', () => {
    const run = drive(flowOfNodes({ j: all(branches, { losers }), done }, { j: 'done' }), {
      compensateOnFailure: false,
    });
    run.complete('j#1/a#1/do#1').fail('j#1/b#1/do#1').wait(1000).fail('j#1/b#1/do#1');
    expect([run.status, run.flight]).toEqual(['failed', []]);
  });

  it('is given up by a cancel, which undoes the rest only if it is asked to', () => {
    const run = () =>
      drive(flowOfNodes({ j: all(branches, { losers }), done, failed }, edges))
        .complete('j#1/a#1/do#1')
        .complete('j#1/b#1/do#1')
        .fail('j#1/b#1/rest#1');
    expect(run().cancel().flight).toEqual([]);
    const undoing = run().cancel(true);
    expect(undoing.flight).toEqual(['j#1/b#1/do#1 compensate']);
    expect(undoing.complete('j#1/b#1/do#1').complete('j#1/a#1/do#1').ending).toBe('asked');
  });

  it('goes on when a paused run is cancelled that was undoing a part of itself', () => {
    const run = drive(flowOfNodes({ j: all(branches, { losers }), done, failed }, edges))
      .complete('j#1/a#1/do#1')
      .complete('j#1/b#1/do#1')
      .pause()
      .fail('j#1/b#1/rest#1');
    expect([run.status, run.flight]).toEqual(['paused', []]);
    run.cancel(true);
    expect([run.status, run.flight]).toEqual(['running', ['j#1/b#1/do#1 compensate']]);
    expect(run.told('run.')).toEqual(['run.started', 'run.paused', 'run.resumed']);
    expect(run.complete('j#1/b#1/do#1').complete('j#1/a#1/do#1').ending).toBe('asked');
  });

  it('keeps to its place when the node has options of its own', () => {
    const join = node(all(branches, { losers }), { deadline: 5000 });
    const run = drive(flowOfNodes({ j: join, done, failed }, edges));
    run.complete('j#1/a#1/do#1').wait(5000);
    expect(run.flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/a#1/do#1').ending).toMatchObject(['failed', { failure: { code: 'DEADLINE_EXCEEDED' } }]);
  });
});

describe('an undoing under way when the whole run has to be undone', () => {
  it.each([
    ['is cancelled', (run: ReturnType<typeof drive>) => run.cancel(true), 'asked'],
    ['fails elsewhere', (run: ReturnType<typeof drive>) => run.fail('all#1/z#1'), 'BROKEN'],
  ])('is not begun again beside itself when the run %s; the rest follows it, newest first', (_, end, ending) => {
    const inner = flowOfNodes({ j: any(branches, { losers }), out: exit() }, { j: { a: 'out', b: 'out' } }, 'inner');
    const table = { first: Undoable, all: all({ i: inner, z: work }), done };
    const run = drive(flowOfNodes(table, { first: 'all', all: 'done' }));
    run.complete('first#1').complete('all#1/i#1/j#1/a#1/do#1').complete('all#1/i#1/j#1/b#1/do#1');
    run.complete('all#1/i#1/j#1/b#1/rest#1', 'won');
    expect(run.flight).toEqual(['all#1/z#1', 'all#1/i#1/j#1/a#1/do#1 compensate']);
    end(run);
    expect(run.flight).toEqual(['all#1/i#1/j#1/a#1/do#1 compensate']);
    run.complete('all#1/i#1/j#1/a#1/do#1');
    expect(run.flight).toEqual(['all#1/i#1/j#1/b#1/do#1 compensate']);
    run.complete('all#1/i#1/j#1/b#1/do#1');
    expect(run.flight).toEqual(['first#1 compensate']);
    expect(run.complete('first#1').ending).toBe(ending);
    expect(run.state.tokens.all()).toEqual([]);
  });

  it('goes on with its retries', () => {
    const run = drive(
      flowOfNodes({ j: all(branches, { losers }), done, failed }, { j: { next: 'done', error: 'failed' } }),
    );
    run.complete('j#1/a#1/do#1').fail('j#1/b#1/do#1').wait(1000).fail('j#1/b#1/do#1').fail('j#1/a#1/do#1').cancel(true);
    expect([run.flight, run.alarms]).toEqual([[], [1000]]);
    expect(run.wait(1000).flight).toEqual(['j#1/a#1/do#1 compensate @2']);
    expect(run.complete('j#1/a#1/do#1').ending).toBe('asked');
  });

  it('is not cut short by the deadline of its join', () => {
    const join = node(any(branches, { losers }), { deadline: 100 });
    const run = drive(flowOfNodes({ j: join, done }, { j: { a: 'done', b: 'done' } }));
    run.complete('j#1/a#1/do#1').complete('j#1/b#1/do#1').complete('j#1/b#1/rest#1', 'won').wait(100);
    expect(run.flight).toEqual(['j#1/a#1/do#1 compensate']);
    expect(run.complete('j#1/a#1/do#1').ending).toEqual(['done', 'won']);
  });
});
