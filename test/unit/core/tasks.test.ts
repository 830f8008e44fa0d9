import { all, any, each, exit, node, within } from 'millrace';
import type { Effect } from '../../../src/core';
import type { Driven } from '../../support/drive';
import { Ask, drive, flowOfNodes, work } from './steps';

const HOUR = 3_600_000;
const done = exit<unknown>();
const late = exit<unknown>();
const failed = exit<unknown>();
const asking = flowOfNodes({ t: Ask, done, failed }, { t: { a: 'done', b: 'done', error: 'failed' } });

function asked(terms: object = {}): Driven {
  return drive(asking).complete('t#1', { title: 'decide', assignee: 'ben', ...terms });
}

function taskOf(run: Driven, path = 't#1') {
  return run.state.tokens.get(run.task(path))?.details?.task;
}

/** What was done with a task, as the trail of the effect says that closed it. */
function trailOf(run: Driven, path = 't#1'): readonly unknown[] {
  const closing = run.effects.findLast(
    (effect): effect is Effect & { type: 'task.close' } => effect.type === 'task.close' && effect.path === path,
  );
  return (closing?.task.trail ?? []).map(({ type, because, by }) => [type, because ?? by].filter(Boolean).join(' '));
}

describe('a task', () => {
  it('is opened with what was requested, and the run waits for it', () => {
    const run = asked();
    expect([run.status, run.open, run.flight]).toEqual(['waiting', ['t#1'], []]);
  });

  it('can be claimed, given back, given to somebody else', () => {
    const run = asked();
    const token = run.task('t#1');
    run.happen({ type: 'task.claimed', token, by: 'ben' });
    expect(taskOf(run)).toMatchObject({ assignee: 'ben', claimedBy: 'ben' });
    run.happen({ type: 'task.released', token, by: 'ben' });
    expect(taskOf(run)?.claimedBy).toBeUndefined();
    run.happen({ type: 'task.reassigned', token, to: 'anna', by: 'ben', reason: 'holidays' });
    expect(taskOf(run)).toMatchObject({ assignee: 'anna' });
    const deeds = ['created', 'claimed', 'released', 'reassigned'];
    expect(run.told('task.')).toEqual(deeds.map((what) => `task.${what} t#1`));
    expect(taskOf(run)?.trail.map(({ type }) => type)).toEqual(deeds);
  });

  it('is closed by its completion, which then is worked on like anything else', () => {
    const run = asked().completeTask('t#1', { ok: true });
    expect([run.open, run.flight, run.status]).toEqual([[], ['t#1 complete'], 'running']);
    expect(run.operation('t#1').given).toMatchObject({ form: { ok: true }, by: 'anna' });
    expect(run.complete('t#1', 'yes', { action: 'b' }).ending).toEqual(['done', 'yes']);
    expect(trailOf(run)).toEqual(['created', 'completed anna']);
  });

  it('keeps its completion when what follows fails, so that a redrive need not ask again', () => {
    const flow = flowOfNodes({ t: Ask, done }, { t: { a: 'done', b: 'done' } });
    const run = drive(flow)
      .complete('t#1', { title: 'decide' })
      .completeTask('t#1', { ok: true })
      .fail('t#1')
      .redrive();
    expect([run.open, run.flight]).toEqual([[], ['t#1 complete']]);
    expect(run.operation('t#1').given).toMatchObject({ form: { ok: true } });
  });

  it('says when something was acknowledged, though it happened later', () => {
    const run = asked();
    run.happen({ type: 'task.claimed', token: run.task('t#1'), by: 'ben', acknowledgedAt: 7 });
    run.happen({ type: 'task.completed', token: run.task('t#1'), by: 'ben', form: {}, acknowledgedAt: 9 });
    expect(run.operation('t#1').given).toMatchObject({ at: 9 });
    expect(run.events.flatMap(({ type, data }) => (type.startsWith('task.c') ? [data] : []))).toMatchObject([
      {},
      { by: 'ben', acknowledgedAt: 7 },
      { by: 'ben', acknowledgedAt: 9 },
    ]);
  });

  it('that a person cancels fails its node, which goes along `error`', () => {
    const run = asked({ remindAt: 1_000_000 + HOUR });
    run.happen({ type: 'task.cancelled', token: run.task('t#1'), by: 'cora', reason: 'withdrawn' });
    expect(run.ending).toMatchObject(['failed', { failure: { code: 'TASK_CANCELLED', retryable: false } }]);
    expect([run.open, run.alarms]).toEqual([[], []]);
    expect(trailOf(run)).toEqual(['created', 'cancelled cancelled']);
  });
});

describe('reminder and escalation', () => {
  const at = (ms: number) => 1_000_000 + ms;

  it('are told when it is time, and leave the task open', () => {
    const run = asked({ remindAt: at(HOUR), escalation: { at: at(2 * HOUR), to: 'directors' } });
    run.wait(HOUR);
    expect([run.told('task.reminded'), run.open, run.status]).toEqual([['task.reminded t#1'], ['t#1'], 'waiting']);
    run.wait(HOUR);
    expect([run.told('task.escalated'), run.open]).toEqual([['task.escalated t#1'], ['t#1']]);
    expect(taskOf(run)).toMatchObject({ assignee: 'ben', candidateGroups: ['directors'] });
    expect(run.completeTask('t#1').flight).toEqual(['t#1 complete']);
  });

  it('are told at once where it was time before the task was opened', () => {
    const run = asked({ remindAt: 5 });
    run.wait(0);
    expect(run.told('task.reminded')).toEqual(['task.reminded t#1']);
  });

  it('set the task free that somebody has claimed and not done', () => {
    const run = asked({ escalation: { at: at(HOUR), to: 'directors' }, candidateGroups: ['managers'] });
    run.happen({ type: 'task.claimed', token: run.task('t#1'), by: 'ben' }).wait(HOUR);
    expect(taskOf(run)).toMatchObject({ claimedBy: undefined, candidateGroups: ['managers', 'directors'] });
  });

  it('do not come any more once the task is completed; other limits of the node stay', () => {
    const flow = flowOfNodes({ t: node(Ask, { deadline: '5h' }), done }, { t: { a: 'done', b: 'done' } });
    const terms = { title: 'decide', remindAt: at(HOUR), escalation: { at: at(2 * HOUR), to: 'all' } };
    const run = drive(flow).complete('t#1', terms);
    expect(run.alarms).toEqual([HOUR, 2 * HOUR, 5 * HOUR]);
    expect(run.completeTask('t#1').alarms).toEqual([5 * HOUR]);
  });

  it('is not overdue any more once it is completed, though its completion is still worked on', () => {
    const flow = flowOfNodes({ t: within(Ask, '1h'), done, late }, { t: { a: 'done', b: 'done', overdue: 'late' } });
    const run = drive(flow).complete('t#1', { title: 'decide' }).completeTask('t#1');
    expect(run.alarms).toEqual([]);
    expect(run.wait(HOUR).complete('t#1', 1, { action: 'a' }).ending).toEqual(['done', 1]);
  });

  it('are made up for when a failed run is tried again', () => {
    const flow = flowOfNodes({ j: all({ t: Ask, w: work }), done }, { j: 'done' });
    const run = drive(flow, { compensateOnFailure: false });
    run.complete('j#1/t#1', { title: 'decide', remindAt: at(HOUR) }).fail('j#1/w#1');
    expect([run.open, run.alarms, trailOf(run, 'j#1/t#1')]).toEqual([[], [], ['created', 'cancelled run-failed']]);
    run.wait(2 * HOUR).redrive();
    expect(run.open).toEqual(['j#1/t#1']);
    run.wait(0);
    expect(run.told('task.')).toEqual(['task.created j#1/t#1', 'task.reminded j#1/t#1']);
  });
});

describe('a task that nobody has completed', () => {
  it('is closed as overdue', () => {
    const flow = flowOfNodes({ t: within(Ask, '1h'), done, late }, { t: { a: 'done', b: 'done', overdue: 'late' } });
    const run = drive(flow).complete('t#1', { title: 'decide' }).wait(HOUR);
    expect([run.ending, trailOf(run)]).toEqual([
      ['late', undefined],
      ['created', 'cancelled overdue'],
    ]);
  });

  it('is closed where another branch has decided', () => {
    const flow = flowOfNodes({ j: any({ t: Ask, w: work }), done }, { j: { t: 'done', w: 'done' } });
    const run = drive(flow).complete('j#1/t#1', { title: 'decide' }).complete('j#1/w#1');
    expect([run.open, trailOf(run, 'j#1/t#1')]).toEqual([[], ['created', 'cancelled released']]);
  });

  it('is closed with its run', () => {
    const run = asked().cancel();
    expect([run.open, trailOf(run)]).toEqual([[], ['created', 'cancelled run-cancelled']]);
    expect(run.events.find(({ type }) => type === 'task.cancelled')?.data).toEqual({ because: 'run-cancelled' });
  });

  it('is closed before what was committed is undone', () => {
    const flow = flowOfNodes({ j: each(Ask), done }, { j: 'done' });
    const run = drive(flow, { input: [1, 2] });
    for (const item of [0, 1]) run.complete(`j[${item}]#1`, { title: 'decide' });
    expect([run.cancel(true).open, trailOf(run, 'j[1]#1')]).toEqual([[], ['created', 'cancelled run-cancelled']]);
  });

  it('stays open while the run is paused, and what is done with it waits', () => {
    const run = asked().pause();
    expect(run.open).toEqual(['t#1']);
    expect(run.completeTask('t#1').flight).toEqual([]);
    expect(run.resume().flight).toEqual(['t#1 complete']);
  });
});
