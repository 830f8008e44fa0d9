import type { Tasks } from '../../../engine';
import { MillraceError, toFailure } from '../../../errors';
import { type AnyFlow, type Graph, signal } from '../../../flow';
import { durationMs } from '../../../step';
import { TimeLimit } from '../../harness/time-limit';
import { checkedEvents, type Started } from '../checked-events';
import type { History } from '../history';
import type { Difference } from './difference';
import { RecordedResults } from './recorded-results';
import { ReplayDriver } from './replay-driver';
import { type ReplayAction, runDeadlineOf, type ScheduledInput, scheduledInputsOf } from './replay-input';
import type { ReplayOptions } from './replay-options';

/** What today's flow has made of yesterday. */
export interface ReplayResult extends Pick<History, 'events' | 'inputs'> {
  /** What came from outside and is not taken any more. */
  readonly refused: readonly Difference[];
}

/**
 * Runs today's flow with everything that came from outside yesterday, at the same times and in the same order.
 *
 * @throws {MillraceError} `TIMEOUT` where it takes too long in real time
 */
export async function executeReplay(
  flow: AnyFlow,
  graph: Graph,
  { events }: History,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const [started] = checkedEvents(events);
  const scheduledInputs = scheduledInputsOf(events, graph);
  const outcomes = scheduledInputs.flatMap((scheduled) => (scheduled.kind === 'outcome' ? [scheduled.outcome] : []));
  const undone = events.flatMap((event) => (event.type === 'compensation.started' ? [event.path] : []));
  const answers = new RecordedResults(outcomes, new Set(undone));
  const stage = new ReplayDriver([flow, ...(options.flows ?? [])], graph, started, answers, options);
  const limit = new TimeLimit(durationMs(options.timeout ?? '5s', 'timeout'));
  const refused: Difference[] = [];
  try {
    const refusal = await begin(stage, flow, started, runDeadlineOf(events), options);
    if (refusal) return { events: [], inputs: new Map(), refused: [refusal] };
    for (const scheduled of scheduledInputs) {
      if (scheduled.kind === 'outcome') stage.rollFor(scheduled.retry);
      const problem = await comeTo(scheduled, stage, answers);
      if (problem) refused.push(problem);
      inTime(limit);
    }
    if (isOver(events)) {
      // What takes longer today may still come to the same end.
      await stage.clock.runUntil(() => isOver(stage.events) || limit.isOver);
      inTime(limit);
    }
    return { events: [...stage.events], inputs: stage.inputs, refused };
  } finally {
    limit.end();
    await stage.stop();
  }
}

async function begin(
  { engine, clock }: ReplayDriver,
  flow: AnyFlow,
  started: Started,
  deadline: number | undefined,
  { shared }: ReplayOptions,
): Promise<Difference | undefined> {
  const { data, runId: id, correlationId } = started;
  const { input, tags } = data;
  try {
    await engine.start(flow.name, input, { id, correlationId, tags, version: flow.version, shared, deadline });
    await clock.advanceToBefore(started.at);
    return undefined;
  } catch (error) {
    const message = `today the flow does not take the input of yesterday: ${toFailure(error).message}`;
    return { kind: 'refused', path: '', message };
  }
}

/** Lets something come to the run at its time. What came at the same time as a timer, and before it, comes before it. */
async function comeTo(
  scheduled: ScheduledInput,
  stage: ReplayDriver,
  answers: RecordedResults,
): Promise<Difference | undefined> {
  const { clock } = stage;
  if (scheduled.kind === 'time') {
    await clock.advanceTo(Math.max(scheduled.at, clock.now()));
    return undefined;
  }
  await clock.advanceToBefore(scheduled.at);
  const problem = await play(scheduled, stage, answers);
  await clock.advanceToBefore(scheduled.at);
  return problem;
}

/** Gives why something is not taken. */
async function play(
  scheduled: Exclude<ScheduledInput, { readonly kind: 'time' }>,
  { engine, runId }: ReplayDriver,
  answers: RecordedResults,
): Promise<Difference | undefined> {
  switch (scheduled.kind) {
    case 'outcome':
      answers.release(scheduled.outcome);
      return undefined;
    case 'deed':
      return attempt(scheduled.action.path, `what ${scheduled.action.data.by ?? 'nobody'} did`, () =>
        act(engine.tasks, scheduled.action),
      );
    case 'signal':
      return attempt('', `the signal "${scheduled.name}"`, () =>
        engine.signal({ runId }, signal<unknown>(scheduled.name), scheduled.payload),
      );
    case 'pause':
      await (await engine.get(runId))?.pause({ reason: scheduled.reason });
      return undefined;
    case 'resume':
      await (await engine.get(runId))?.resume();
      return undefined;
    case 'cancel':
      await (await engine.get(runId))?.cancel({ reason: scheduled.reason, compensate: scheduled.compensate });
      return undefined;
  }
}

/** Does with a task what was done with it. Where there is no task, the way of the run says so. */
async function act(tasks: Tasks, { runId, type, path, data }: ReplayAction): Promise<void> {
  const { items } = await tasks.list({ runId });
  const id = items.find((task) => task.path === path)?.id;
  if (id === undefined) return;
  const { by = '' } = data;
  switch (type) {
    case 'task.claimed':
      await tasks.claim(id, { by });
      return;
    case 'task.released':
      await tasks.release(id, { by });
      return;
    case 'task.reassigned':
      await tasks.reassign(id, { by, to: data.to, reason: data.reason });
      return;
    case 'task.completed':
      await tasks.complete(id, { by, form: data.form, comment: data.comment });
      return;
    case 'task.cancelled':
      await tasks.cancel(id, { by, reason: data.reason });
  }
}

async function attempt(path: string, what: string, act: () => Promise<void>): Promise<Difference | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    const where = path === '' ? '' : `${path}: `;
    const message = `${where}${what} is not taken today: ${toFailure(error).message}`;
    return { kind: 'refused', path, message };
  }
}

function inTime({ isOver, ms }: TimeLimit): void {
  if (isOver) throw new MillraceError('TIMEOUT', `the replay took longer than ${ms} ms; give it a longer timeout`);
}

function isOver(events: History['events']): boolean {
  const { type } = events.at(-1) ?? {};
  return type === 'run.completed' || type === 'run.failed' || type === 'run.cancelled';
}
