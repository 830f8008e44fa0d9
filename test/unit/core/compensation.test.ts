import { all, exit, node } from 'millrace';
import { drive, flowOfNodes, Undoable, work } from './steps';

const done = exit<unknown>();
const undone = exit<unknown>({ compensate: true });
const three = flowOfNodes({ a: Undoable, b: Undoable, c: work, done }, { a: 'b', b: 'c', c: 'done' });

describe('compensation of a failed run', () => {
  const failing = () => drive(three, { input: 'in' }).complete('a#1', 'A').complete('b#1', 'B').fail('c#1');

  it('undoes the newest first, one at a time, and gives what went in and came out', () => {
    const run = failing();
    expect([run.status, run.flight]).toEqual(['running', ['b#1 compensate']]);
    expect(run.operation('b#1')).toMatchObject({ input: 'A', given: { action: 'next', value: 'B' } });
    run.complete('b#1');
    expect(run.flight).toEqual(['a#1 compensate']);
    run.complete('a#1');
    expect([run.status, run.ending, run.flight]).toEqual(['failed', 'BROKEN', []]);
    expect(run.told('compensation.')).toEqual([
      'compensation.started b#1',
      'compensation.completed b#1',
      'compensation.started a#1',
      'compensation.completed a#1',
    ]);
    expect(run.events.at(-1)).toMatchObject({ type: 'run.failed', data: { path: 'c#1' } });
  });

  it('tries each again by the policy of its step, and goes on if it cannot be undone', () => {
    const run = failing().fail('b#1').wait(1000);
    expect(run.flight).toEqual(['b#1 compensate @2']);
    run.fail('b#1', 'STUCK').complete('a#1');
    expect([run.ending, run.state.details?.unwindingFailures]).toMatchObject(['BROKEN', [{ code: 'STUCK' }]]);
    expect(run.told('compensation.failed')).toEqual(['compensation.failed b#1']);
  });

  it('goes on after the process has died, but not for ever with one that kills it', () => {
    const run = failing().recover(1);
    expect(run.flight).toEqual(['b#1 compensate']);
    run.recover(1);
    expect(run.flight).toEqual(['a#1 compensate']);
    expect(run.state.details?.unwindingFailures).toMatchObject([{ code: 'STEP_CRASHED' }]);
    expect(run.complete('a#1').ending).toBe('BROKEN');
  });

  it('cannot be cancelled, and nothing can be tried again afterwards', () => {
    const run = failing().cancel(true).complete('b#1').complete('a#1');
    expect(run.redrive().status).toBe('failed');
  });

  it('does not take place if the run was started without it; then it can be tried again', () => {
    const run = drive(three, { compensateOnFailure: false }).complete('a#1').complete('b#1').fail('c#1');
    expect([run.status, run.flight]).toEqual(['failed', []]);
    expect(run.redrive().flight).toEqual(['c#1']);
  });

  it('ends as it would have, also when the time of the run is up meanwhile', () => {
    const run = drive(three, { deadlineMs: 50 }).complete('a#1').complete('b#1').fail('c#1').wait(50);
    expect(run.complete('b#1').complete('a#1').ending).toBe('BROKEN');
  });

  it('waits while the run is paused', () => {
    const run = failing().pause().complete('b#1');
    expect(run.flight).toEqual([]);
    expect(run.resume().flight).toEqual(['a#1 compensate']);
  });
});

describe('an exit that compensates', () => {
  it('undoes the run before it ends there', () => {
    const flow = flowOfNodes({ a: Undoable, b: work, undone, done }, { a: 'b', b: { next: 'undone', error: 'done' } });
    const run = drive(flow).complete('a#1').complete('b#1', 'out');
    expect([run.status, run.flight]).toEqual(['running', ['a#1 compensate']]);
    expect(run.cancel().complete('a#1').ending).toEqual(['undone', 'out']);
  });

  it('of a sub-flow undoes what this visit of it has committed, and nothing else', () => {
    const inner = flowOfNodes({ x: Undoable, undone }, { x: 'undone' }, 'inner');
    const flow = flowOfNodes(
      { u: Undoable, in: inner, b: work, done },
      { u: 'in', in: 'b', b: { next: 'in', error: 'done' } },
    );
    const run = drive(flow).complete('u#1').complete('in#1/x#1');
    expect(run.flight).toEqual(['in#1/x#1 compensate']);
    run.complete('in#1/x#1').complete('b#1').complete('in#2/x#1');
    expect(run.flight).toEqual(['in#2/x#1 compensate']);
    expect(run.complete('in#2/x#1').flight).toEqual(['b#2']);
  });

  it('of two branches undoes each its own', () => {
    const inner = flowOfNodes({ x: Undoable, undone }, { x: 'undone' }, 'inner');
    const run = drive(flowOfNodes({ j: all({ l: inner, r: inner }), done }, { j: 'done' }));
    run.complete('j#1/l#1/x#1', 1).complete('j#1/r#1/x#1', 2);
    expect(run.flight).toEqual(['j#1/l#1/x#1 compensate', 'j#1/r#1/x#1 compensate']);
    run.complete('j#1/l#1/x#1').complete('j#1/r#1/x#1');
    expect(run.ending).toEqual(['done', { l: 1, r: 2 }]);
  });

  it('leaves alone what was skipped', () => {
    const flow = flowOfNodes({ a: Undoable, b: node(work, {}), undone }, { a: 'b', b: 'undone' });
    expect(drive(flow).complete('a#1', 1, { skipped: true }).complete('b#1', 2).ending).toEqual(['undone', 2]);
  });

  it('undoes 5,000 steps without looking at all of them for each', () => {
    const flow = flowOfNodes(
      { a: node(Undoable, { maxVisits: 9000 }), b: work, undone },
      { a: 'b', b: { next: 'a', error: 'undone' } },
    );
    const run = drive(flow);
    for (let round = 1; round <= 5000; round += 1) run.complete(`a#${round}`).complete(`b#${round}`);
    run.complete('a#5001').fail('b#5001');
    for (let round = 5001; round >= 1; round -= 1) run.complete(`a#${round}`);
    expect(run.status).toBe('completed');
  });
});
