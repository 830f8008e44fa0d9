import { all, exit, sleep } from 'millrace';
import { Ask, Careful, drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();
const wide = flowOfNodes(
  { j: all({ a: work, s: sleep('1s'), t: Ask }), done, failed: exit<unknown>() },
  { j: { next: 'done', error: 'failed' } },
);

describe('recovery', () => {
  it('executes again what was in flight, under the same path, and asks again for timers; tasks stay open', () => {
    const run = drive(wide).complete('j#1/t#1', { title: 'decide' }).recover();
    expect([run.flight, run.alarms, run.open]).toEqual([['j#1/a#1'], [1000], ['j#1/t#1']]);
    expect(run.events.find(({ type }) => type === 'run.recovered')?.data).toEqual({ operations: 1 });
    const { length } = run.changes;
    expect(run.repeatOutcomes().changes).toHaveLength(length);
  });

  it('gives up on a step that was executing when the process died too often', () => {
    const run = drive(wide).complete('j#1/t#1', { title: 'decide' });
    for (let death = 1; death <= 5; death += 1) run.recover(5);
    expect(run.flight).toEqual(['j#1/a#1']);
    run.recover(5);
    expect(run.ending).toMatchObject(['failed', { failure: { code: 'STEP_CRASHED' } }]);
    expect([run.flight, run.alarms, run.open]).toEqual([[], [], []]);
  });

  it('leaves alone what the failure of another has released', () => {
    const flow = flowOfNodes(
      { j: all({ a: work, b: work }), after: work, done },
      { j: { next: 'done', error: 'after' }, after: 'done' },
    );
    const run = drive(flow).recover(0);
    expect([run.flight, run.state.busy]).toEqual([['after#1'], 1]);
  });

  it('counts by operation: what has ended meanwhile was not to blame', () => {
    const run = drive(flowOfNodes({ a: Careful, done }, { a: 'done' }))
      .recover(1)
      .fail('a#1')
      .recover(1);
    expect(run.flight).toEqual(['a#1 @2']);
    expect(run.recover(1).flight).toEqual(['a#1 fallback @2']);
  });

  it('takes back what it counted when the engine comes back that was presumed dead, and forgets it with the outcome', () => {
    const run = drive(flowOfNodes({ a: Careful, done }, { a: 'done' }));
    for (let lease = 1; lease <= 9; lease += 1) run.recover(1, { loss: { lease }, returned: [lease - 1] });
    expect(run.flight).toEqual(['a#1']);
    run.fail('a#1').recover(1, { loss: { lease: 10 } });
    expect(run.flight).toEqual(['a#1 @2']);
    expect(run.recover(1, { loss: { lease: 11 } }).flight).toEqual(['a#1 fallback @2']);
  });

  it('does not count a loss whose engine has come back already', () => {
    const run = drive(flowOfNodes({ a: work, done }, { a: 'done' })).recover(0, { loss: { lease: 1 }, returned: [1] });
    expect(run.flight).toEqual(['a#1']);
  });

  it('counts a loss once, though the run was claimed again before anything became of it', () => {
    const run = drive(flowOfNodes({ a: work, done }, { a: 'done' }));
    for (let time = 0; time < 3; time += 1) run.recover(1, { loss: { lease: 7 } });
    expect(run.flight).toEqual(['a#1']);
  });

  it('counts deaths of which no lease is known, as the first version did, and all but those that came back', () => {
    const run = drive(flowOfNodes({ a: work, done }, { a: 'done' }))
      .recover(2)
      .recover(2, { loss: { lease: 2 } })
      .recover(2, { loss: { lease: 3 }, returned: [2] });
    expect(run.flight).toEqual(['a#1']);
    run.recover(2, { loss: { lease: 4 }, returned: [2] });
    expect(run.ending).toBe('STEP_CRASHED');
  });
});

describe('a fork', () => {
  it('goes on under its own id from where the run stood; the run does not notice', () => {
    const run = drive(wide).complete('j#1/t#1', { title: 'decide' });
    const fork = run.fork();
    expect([fork.flight, fork.alarms, fork.open]).toEqual([['j#1/a#1'], [1000], ['j#1/t#1']]);
    expect(fork.events.map(({ seq, type, runId }) => [seq, type, runId])).toEqual([
      [1, 'run.forked', 'run-2'],
      [2, 'step.started', 'run-2'],
      [3, 'task.created', 'run-2'],
    ]);
    fork.complete('j#1/a#1', 'fork');
    expect(run.flight).toEqual(['j#1/a#1']);
    expect(fork.accounts[1]).toEqual(fork.accounts[0]);
  });

  it('of a failed run can be tried again', () => {
    const run = drive(flowOfNodes({ a: work, done }, { a: 'done' })).fail('a#1');
    const fork = run.fork();
    expect([fork.status, fork.flight]).toEqual(['failed', []]);
    expect([fork.redrive().flight, run.flight]).toEqual([['a#1'], []]);
  });
});
