import {
  type AnyFlow,
  createEngine,
  type Engine,
  exit,
  flow,
  fn,
  MachineStep,
  MillraceError,
  node,
  RunFailedError,
  Step,
  type StepContext,
  type Storage,
  sleep,
  within,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';

@Step({ retry: { maxAttempts: 2, initial: '4s', jitter: false } })
class FailsOnce extends MachineStep<number, number> {
  execute(value: number, { attempt }: StepContext): number {
    if (attempt === 1) throw new Error('not yet');
    return value;
  }
}

const never = fn('never', () => new Promise<number>(() => undefined));

function codeOf(error: unknown): unknown {
  return error instanceof MillraceError ? error.code : error;
}

function flowOf(name: string, step: unknown, action = 'next'): AnyFlow {
  const { to, wire } = flow<number>(name).nodes({ step: step as typeof never, done: exit<unknown>() });
  const routes = action === 'next' ? to.done : { next: to.done, [action]: to.done };
  return wire('step', { step: routes });
}

/** What waits for 4 seconds, and how its run ends. */
const waits: readonly (readonly [name: string, flow: AnyFlow, outcome: unknown])[] = [
  ['a sleep', flowOf('sleeps', sleep('4s')), undefined],
  ['a retry', flowOf('retries', FailsOnce), 7],
  ['an attempt', flowOf('times-out', node(never, { timeout: '4s' })), 'RUN_FAILED'],
  ['a deadline of a node', flowOf('node-deadline', node(never, { deadline: '4s' })), 'RUN_FAILED'],
  ['a time limit around a node', flowOf('within', within(never, '4s'), 'overdue'), 7],
];

describe.each<readonly [name: string, storageOf: () => Storage | undefined]>([
  ['no storage', () => undefined],
  ['a memory storage', () => memoryStorage()],
  ['SQLite', () => sqliteStorage(':memory:')],
])('when the wall clock is set back by an hour, an engine with %s', (_name, storageOf) => {
  let clock: VirtualClock;
  let engine: Engine;
  beforeEach(async () => {
    clock = new VirtualClock();
    const storage = storageOf();
    const flows = waits.map(([, one]) => one);
    engine = await createEngine(storage ? { clock, flows, storage } : { clock, flows });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  it.each(waits)('lets %s last for its time', async (_wait, waiting, outcome) => {
    const run = await engine.start(waiting, 7 as never);
    let result: unknown = 'pending';
    run.result().then(
      (value) => {
        result = value;
      },
      (error: unknown) => {
        result = codeOf(error);
      },
    );
    await clock.advance('1s');
    clock.turnBack('1h');
    await clock.advance('2s');
    expect(result).toBe('pending');
    await clock.advance('1s');
    expect(result).toEqual(outcome);
  });

  it('ends a run at its deadline', async () => {
    const run = await engine.start(waits[4]?.[1] as AnyFlow, 7 as never, { deadline: '3s' });
    const result = run
      .result()
      .catch((error: unknown) => (error instanceof RunFailedError ? error.failure.code : error));
    await clock.advance('1s');
    clock.turnBack('1h');
    await clock.advance('2s');
    await expect(result).resolves.toBe('DEADLINE_EXCEEDED');
  });
});
