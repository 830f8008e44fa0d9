import { all, exit, node, pipe, sleep } from 'millrace';
import { drive, flowOfNodes, Undoable, work } from './steps';

const done = exit<unknown>();
const two = flowOfNodes({ a: work, b: work, done }, { a: 'b', b: 'done' });

describe('pause', () => {
  it('lets what is in flight end, and starts nothing more until the run is resumed', () => {
    const run = drive(two).pause().complete('a#1', 1);
    expect([run.status, run.flight]).toEqual(['paused', []]);
    expect(run.told('step.started')).toEqual(['step.started a#1']);
    run.resume();
    expect([run.status, run.flight]).toEqual(['running', ['b#1']]);
    expect(run.operation('b#1').input).toBe(1);
    expect(run.told('step.started')).toEqual(['step.started a#1', 'step.started b#1']);
  });

  it('keeps the attempt that was due', () => {
    const flow = flowOfNodes(
      { a: node(work, { retry: { maxAttempts: 3, initial: '1s', jitter: false } }), done },
      { a: 'done' },
    );
    const run = drive(flow).fail('a#1').pause().wait(1000);
    expect(run.flight).toEqual([]);
    expect(run.resume().flight).toEqual(['a#1 @2']);
  });

  it('does not stop time: a sleep ends, and what follows waits', () => {
    const run = drive(flowOfNodes({ s: sleep('1s'), a: work, done }, { s: 'a', a: 'done' }))
      .pause()
      .wait(1000);
    expect(run.flight).toEqual([]);
    expect(run.resume().flight).toEqual(['a#1']);
  });

  it('keeps signals that come meanwhile, and survives the death of the process', () => {
    const run = drive(two).pause().recover();
    expect([run.status, run.flight]).toEqual(['paused', []]);
    expect(run.resume().flight).toEqual(['a#1']);
  });
});

describe('cancel', () => {
  const flow = flowOfNodes({ u: Undoable, j: all({ l: work, r: sleep('1h') }), done }, { u: 'j', j: 'done' });

  it('ends the run; nothing goes on, and nothing is undone unless it is asked for', () => {
    const run = drive(flow).complete('u#1').cancel();
    expect([run.status, run.ending, run.flight, run.alarms]).toEqual(['cancelled', 'asked', [], []]);
    expect(run.told('cancelled')).toEqual(['step.cancelled j#1/l#1', 'step.cancelled j#1/r#1', 'run.cancelled']);
    const { length } = run.changes;
    expect(run.repeatOutcomes().signal('x').cancel(true).resume().changes).toHaveLength(length);
  });

  it('undoes what was committed if it is asked for, and then ends', () => {
    const run = drive(flow).complete('u#1', 'out').cancel(true);
    expect([run.status, run.flight]).toEqual(['running', ['u#1 compensate']]);
    expect(run.complete('u#1').ending).toBe('asked');
  });

  it('ends a paused run too', () => {
    expect(drive(two).pause().cancel().status).toBe('cancelled');
  });
});

describe('the status of a run', () => {
  it('is waiting while only sleeps are pending, and running again when something executes', () => {
    const run = drive(flowOfNodes({ j: all({ l: pipe(sleep('1s'), work), r: work }), done }, { j: 'done' }));
    expect(run.status).toBe('running');
    expect(run.complete('j#1/r#1').status).toBe('waiting');
    expect(run.wait(1000).status).toBe('running');
    expect(run.complete('j#1/l#1/part2#1').told('run.')).toEqual([
      'run.started',
      'run.waiting',
      'run.resumed',
      'run.completed',
    ]);
  });
});
