import { MillraceError, toFailure } from '../../../errors';
import { type AnyFlow, type Graph, signal } from '../../../flow';
import { durationMs } from '../../../step';
import { TimeLimit } from '../../harness/time-limit';
import type { History } from '../history';
import { Answers } from './answers';
import { type Cue, cuesOf, type Deed, runDeadlineOf } from './cue';
import type { Difference } from './difference';
import type { ReplayOptions } from './replay-options';
import { Stage } from './stage';

/** The run of a replay. Its engine has no other. */
const RUN = 'replay';

/** What today's flow has made of yesterday. */
export interface Performance extends Pick<History, 'events' | 'inputs'> {
  /** What came from outside and is not taken any more. */
  readonly refused: readonly Difference[];
}

/**
 * Runs today's flow with everything that came from outside yesterday, at the same times and in the same order.
 *
 * @throws {MillraceError} `TIMEOUT` where it takes too long in real time
 */
export async function perform(
  flow: AnyFlow,
  graph: Graph,
  { events }: History,
  options: ReplayOptions,
): Promise<Performance> {
  const cues = cuesOf(events, graph);
  const answers = new Answers(cues.flatMap((cue) => (cue.kind === 'outcome' ? [cue.outcome] : [])));
  const stage = new Stage([flow, ...(options.flows ?? [])], graph, events[0]?.at ?? 0, answers, options);
  const limit = new TimeLimit(durationMs(options.timeout ?? '5s', 'timeout'));
  const refused: Difference[] = [];
  try {
    const refusal = await begin(stage, flow, events, options);
    if (refusal) return { events: [], inputs: new Map(), refused: [refusal] };
    for (const cue of cues) {
      if (cue.kind === 'outcome') stage.rollFor(cue.retry);
      await stage.clock.advanceTo(Math.max(cue.at, stage.clock.now()));
      const problem = await play(cue, stage, answers);
      if (problem) refused.push(problem);
      await stage.clock.settle();
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
  { engine, clock }: Stage,
  flow: AnyFlow,
  [started, ...rest]: History['events'],
  { shared }: ReplayOptions,
): Promise<Difference | undefined> {
  if (started?.type !== 'run.started') return undefined;
  const { input, tags } = started.data;
  const deadline = runDeadlineOf([started, ...rest]);
  try {
    await engine.start(flow.name, input, { id: RUN, tags, version: flow.version, shared, deadline });
    await clock.settle();
    return undefined;
  } catch (error) {
    const message = `today the flow does not take the input of yesterday: ${toFailure(error).message}`;
    return { kind: 'refused', path: '', message };
  }
}

/** Lets something come to the run. Gives why it is not taken. */
async function play(cue: Cue, { engine }: Stage, answers: Answers): Promise<Difference | undefined> {
  switch (cue.kind) {
    case 'outcome':
      answers.release(cue.outcome);
      return undefined;
    case 'deed':
      return attempt(cue.deed.path, `what ${cue.deed.data.who ?? 'nobody'} did`, () => act(engine, cue.deed));
    case 'signal':
      return attempt('', `the signal "${cue.name}"`, () =>
        engine.signal({ runId: RUN }, signal<unknown>(cue.name), cue.payload()),
      );
    case 'time':
      return undefined;
    default: {
      const run = await engine.get(RUN);
      if (cue.kind === 'pause') await run?.pause(cue.reason);
      if (cue.kind === 'resume') await run?.resume();
      if (cue.kind === 'cancel') await run?.cancel(cue.reason, { compensate: cue.compensate });
      return undefined;
    }
  }
}

/** Does with a task what was done with it. Where there is no task, the way of the run says so. */
async function act({ tasks }: Stage['engine'], { type, path, data }: Deed): Promise<void> {
  const { items } = await tasks.list({ runId: RUN });
  const id = items.find((task) => task.path === path)?.id;
  if (id === undefined) return;
  const { who = '' } = data;
  if (type === 'task.claimed') await tasks.claim(id, { who });
  if (type === 'task.released') await tasks.release(id, { who });
  if (type === 'task.reassigned') await tasks.reassign(id, { who, to: data.to, reason: data.reason });
  if (type === 'task.completed') await tasks.complete(id, { who, form: data.form, comment: data.comment });
  if (type === 'task.cancelled') await tasks.cancel(id, { who, reason: data.reason });
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
