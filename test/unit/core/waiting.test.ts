import { all, exit, node, pipe, signal, sleep, waitFor, within } from 'millrace';
import { Ask, drive, flowOfNodes, work } from './steps';

const done = exit<unknown>();
const late = exit<unknown>();
const paid = waitFor(signal<unknown>('paid'));

describe('sleep, delay and deadline', () => {
  it('sleeps as long as it says; the run is waiting meanwhile', () => {
    const run = drive(flowOfNodes({ s: sleep('2s'), done }, { s: 'done' }));
    expect([run.status, run.alarms]).toEqual(['waiting', [2000]]);
    expect(run.wait(1999).status).toBe('waiting');
    expect(run.wait(1).ending).toEqual(['done', undefined]);
    expect(run.told('step.')).toEqual(['step.scheduled s#1', 'step.started s#1', 'step.completed s#1']);
  });

  it('starts a step after its delay', () => {
    const run = drive(flowOfNodes({ a: node(work, { delay: '1s' }), done }, { a: 'done' }));
    expect([run.flight, run.status, run.told('step.')]).toEqual([[], 'waiting', ['step.scheduled a#1']]);
    expect(run.wait(1000).flight).toEqual(['a#1']);
    expect(run.told('run.')).toEqual(['run.started', 'run.waiting', 'run.resumed']);
  });

  it('limits a node with all its attempts and waits by its deadline', () => {
    const retry = { maxAttempts: 9, initial: 1000, factor: 1, jitter: false };
    const run = drive(
      flowOfNodes({ a: node(work, { retry, deadline: '2500ms' }), late, done }, { a: { next: 'done', error: 'late' } }),
    );
    run.fail('a#1').wait(1000).fail('a#1').wait(1000);
    expect(run.flight).toEqual(['a#1 @3']);
    run.wait(500);
    expect(run.ending).toMatchObject(['late', { attempts: 3, failure: { code: 'DEADLINE_EXCEEDED' } }]);
    expect([run.flight, run.alarms]).toEqual([[], []]);
  });

  it('takes the deadline back when the node is done', () => {
    const run = drive(flowOfNodes({ a: node(work, { deadline: '1s' }), b: work, done }, { a: 'b', b: 'done' }));
    expect(run.complete('a#1').alarms).toEqual([]);
  });

  it('limits a run by its deadline', () => {
    const run = drive(flowOfNodes({ a: work, done }, { a: 'done' }), { deadlineMs: 500 }).wait(500);
    expect([run.ending, run.flight, run.alarms]).toEqual(['DEADLINE_EXCEEDED', [], []]);
  });
});

describe('within', () => {
  const edges = { w: { next: 'done', overdue: 'late' } };

  it('leaves by overdue with what the node was given, and closes the open wait', () => {
    const run = drive(flowOfNodes({ w: within(paid, '1h'), done, late }, edges), { input: 'in' });
    expect(run.wait(3_600_000).ending).toEqual(['late', 'in']);
    expect(run.told('w#1')).toEqual([
      'step.scheduled w#1',
      'step.started w#1',
      'timer.fired w#1',
      'step.cancelled w#1',
      'route.taken w#1',
    ]);
  });

  it('closes the open task; a late completion changes nothing', () => {
    const run = drive(
      flowOfNodes({ w: within(Ask, '1h'), done, late }, { w: { a: 'done', b: 'done', overdue: 'late' } }),
    );
    run.complete('w#1', { title: 'decide' });
    const token = run.task('w#1');
    run.wait(3_600_000);
    expect([run.open, run.ending]).toEqual([[], ['late', undefined]]);
    expect(run.told('task.cancelled')).toEqual(['task.cancelled w#1']);
    const { length } = run.changes;
    run.happen({ type: 'task.completed', token, by: 'anna', form: {} });
    expect(run.changes).toHaveLength(length);
  });

  it('takes the time back when the node is done', () => {
    const run = drive(
      flowOfNodes({ w: within(work, '1h'), b: work, done, late }, { w: { next: 'b', overdue: 'late' }, b: 'done' }),
    );
    expect(run.complete('w#1').alarms).toEqual([]);
  });

  it('is a limit and no failure: a failure inside goes on to the error edge, and takes the time back', () => {
    const flow = flowOfNodes(
      { w: within(pipe(work, work), '1h'), b: work, done, late },
      { w: { next: 'done', overdue: 'late', error: 'b' }, b: 'done' },
    );
    const run = drive(flow).complete('w#1/part1#1').fail('w#1/part2#1');
    expect([run.flight, run.alarms]).toEqual([['b#1'], []]);
  });
});

describe('signals', () => {
  it('are taken by who waits; the payload goes on', () => {
    const run = drive(flowOfNodes({ p: paid, done }, { p: 'done' }))
      .signal('other')
      .signal('paid', 5);
    expect(run.ending).toEqual(['done', 5]);
  });

  it('that come early are kept in their order', () => {
    const run = drive(flowOfNodes({ a: work, p: paid, q: paid, done }, { a: 'p', p: 'q', q: 'done' }));
    run.signal('paid', 1).signal('paid', 2).signal('paid', 3).complete('a#1');
    expect(run.ending).toEqual(['done', 2]);
    expect(run.events.filter(({ type }) => type === 'signal.received').map(({ data }) => data)).toEqual(
      [1, 2, 3].map(() => ({ name: 'paid', buffered: true })),
    );
  });

  it('go to who has waited longest', () => {
    const run = drive(flowOfNodes({ j: all({ left: pipe(work, paid), right: paid }), done }, { j: 'done' }));
    run.complete('j#1/left#1/part1#1').signal('paid', 'first').signal('paid', 'second');
    expect(run.ending).toEqual(['done', { left: 'second', right: 'first' }]);
  });
});
