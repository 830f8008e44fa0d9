import type { Tasks } from '../../../engine';
import { errorMessageOf, MillraceError } from '../../../errors';
import { type AnyFlow, type Graph, signal } from '../../../flow';
import { hookOf } from '../../../history';
import { durationMs } from '../../../step';
import { TimeLimit } from '../../harness/time-limit';
import { checkedEvents, type Started } from '../checked-events';
import type { History } from '../history';
import type { Difference } from './difference';
import { RecordedResults } from './recorded-results';
import { ReplayDriver } from './replay-driver';
import { type ReplayAction, runDeadlineOf, type ScheduledInput, scheduledInputsOf } from './replay-input';
import type { ReplayOptions } from './replay-options';

/** The result of a replay. */
export interface ReplayResult extends Pick<History, 'events' | 'inputs'> {
  /** Inputs from outside that the flow no longer accepts. */
  readonly refused: readonly Difference[];
}

/**
 * Runs the flow with all recorded inputs from outside, at the same times and in the same order.
 *
 * @throws {MillraceError} `TIMEOUT` if it takes too long in real time
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
  const undone = events.flatMap((event) => ('path' in event && hookOf(event) === 'compensate' ? [event.path] : []));
  const answers = new RecordedResults(outcomes, new Set(undone));
  const flows = [flow, ...(options.flows ?? [])];
  const driver = new ReplayDriver(graph, started, answers, { ...options, flows });
  const limit = new TimeLimit(durationMs(options.timeout ?? '5s', 'timeout'));
  const refused: Difference[] = [];
  try {
    const refusal = await begin(driver, flow, started, runDeadlineOf(events), options);
    if (refusal) return { events: [], inputs: new Map(), refused: [refusal] };
    for (const scheduled of scheduledInputs) {
      if (scheduled.kind === 'outcome') driver.adjustJitter(scheduled.retry);
      const problem = await comeTo(scheduled, driver, answers);
      if (problem) refused.push(problem);
      inTime(limit);
    }
    if (isOver(events)) {
      // A run that takes longer in the replay may still end in the same way.
      await driver.clock.runUntil(() => isOver(driver.events) || limit.isOver);
      inTime(limit);
    }
    return { events: [...driver.events], inputs: driver.inputs, refused };
  } finally {
    limit.end();
    await driver.stop();
  }
}

async function begin(
  { launch, clock }: ReplayDriver,
  flow: AnyFlow,
  started: Started,
  deadline: number | undefined,
  { shared }: ReplayOptions,
): Promise<Difference | undefined> {
  const { data, runId: id, correlationId } = started;
  const { input, tags } = data;
  try {
    await launch(flow, input, { id, correlationId, tags, shared, deadline });
    await clock.advanceToBefore(started.at);
    return undefined;
  } catch (error) {
    const message = `the flow no longer accepts the recorded input: ${errorMessageOf(error)}`;
    return { kind: 'refused', path: '', message };
  }
}

/** Delivers an input at its time, before timers of the same time if it came before them. */
async function comeTo(
  scheduled: ScheduledInput,
  driver: ReplayDriver,
  answers: RecordedResults,
): Promise<Difference | undefined> {
  const { clock } = driver;
  if (scheduled.kind === 'time') {
    await clock.advanceTo(Math.max(scheduled.at, clock.now()));
    return undefined;
  }
  await clock.advanceToBefore(scheduled.at);
  const problem = await play(scheduled, driver, answers);
  await clock.advanceToBefore(scheduled.at);
  return problem;
}

/** Delivers an input. Returns the reason if the flow does not accept it. */
async function play(
  scheduled: Exclude<ScheduledInput, { readonly kind: 'time' }>,
  { engine, runId }: ReplayDriver,
  answers: RecordedResults,
): Promise<Difference | undefined> {
  switch (scheduled.kind) {
    case 'outcome':
      answers.release(scheduled.outcome);
      return undefined;
    case 'action':
      return attempt(scheduled.action.path, `what ${scheduled.action.data.by ?? 'no one'} did`, () =>
        act(engine.tasks, scheduled.action),
      );
    case 'signal':
      return attempt('', `the signal "${scheduled.name}"`, () =>
        engine.signal({ runId }, signal<unknown>(scheduled.name), scheduled.payload),
      );
    case 'pause':
      return unlessEnded((await engine.get(runId))?.pause({ reason: scheduled.reason }));
    case 'resume':
      return unlessEnded((await engine.get(runId))?.resume());
    case 'cancel':
      await (await engine.get(runId))?.cancel({ reason: scheduled.reason, compensate: scheduled.compensate });
      return undefined;
  }
}

/** Awaits the control of a run. If it has ended already, the route of the run differs anyway. */
async function unlessEnded(control: Promise<void> | undefined): Promise<undefined> {
  try {
    await control;
  } catch (error) {
    if (!MillraceError.is(error, 'RUN_FINISHED')) throw error;
  }
}

/** Repeats an action on a task. Without a task it has no effect, and the route of the run differs anyway. */
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
    const message = `${where}${what} is no longer accepted: ${errorMessageOf(error)}`;
    return { kind: 'refused', path, message };
  }
}

function inTime({ isOver, ms }: TimeLimit): void {
  if (isOver) throw new MillraceError('TIMEOUT', `the replay took longer than ${ms} ms; set a longer timeout`);
}

function isOver(events: History['events']): boolean {
  const { type } = events.at(-1) ?? {};
  return type === 'run.completed' || type === 'run.failed' || type === 'run.cancelled';
}
