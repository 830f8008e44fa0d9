import { createEngine, type Engine, type EngineOptions, type Run } from 'millrace';
import { Observable } from 'rxjs';
import { altered } from './altered';

type Start = (flow: string, input: unknown, options?: Record<string, unknown>) => Promise<Run>;

/** An engine that breaks a promise, and checks that have to find it out. */
export interface BrokenEngine {
  readonly fault: string;
  readonly create: (options: EngineOptions) => Promise<Engine>;
  readonly found: readonly string[];
  readonly copies?: boolean;
}

/** An engine in memory with other members. */
function broken(alter: (engine: Engine) => { readonly [K in keyof Engine]?: unknown }): BrokenEngine['create'] {
  return async (options) => {
    const engine = await createEngine(options);
    return altered(engine, alter(engine));
  };
}

/** The same for the handles that it gives. */
function brokenRuns(
  alter: (run: Run, engine: Engine) => { readonly [K in keyof Run]?: unknown },
): BrokenEngine['create'] {
  return broken((engine) => {
    const start = engine.start.bind(engine) as Start;
    return {
      start: async (...given: Parameters<Start>) => {
        const run = await start(...given);
        return altered(run, alter(run, engine));
      },
    };
  });
}

const startOf = (engine: Engine) => engine.start.bind(engine) as Start;

export const brokenEngines: readonly BrokenEngine[] = [
  {
    fault: 'loses an event',
    create: brokenRuns((run) => ({
      events$: new Observable((to) =>
        run.events$.subscribe({ ...observing(to), next: (event) => event.seq !== 3 && to.next(event) }),
      ),
    })),
    found: [
      'the events of a run are numbered 1, 2, 3 … without a gap',
      'a run tells its life in order, and completes its subscribers',
    ],
  },
  {
    fault: 'tells events twice',
    create: brokenRuns((run) => ({
      events$: new Observable((to) =>
        run.events$.subscribe({
          ...observing(to),
          next: (event) => {
            to.next(event);
            to.next(event);
          },
        }),
      ),
    })),
    found: ['the events of a run are numbered 1, 2, 3 … without a gap'],
  },
  {
    fault: 'tells those who come late nothing of what was',
    create: brokenRuns((run) => ({
      events$: new Observable((to) => {
        let isLive = false;
        const subscription = run.events$.subscribe({ ...observing(to), next: (event) => isLive && to.next(event) });
        isLive = true;
        return subscription;
      }),
    })),
    found: ['whoever subscribes late gets first what was told before'],
  },
  {
    fault: 'starts every run twice',
    create: broken((engine) => ({
      start: async (...[flow, input, options]: Parameters<Start>) => {
        await startOf(engine)(flow, input);
        return startOf(engine)(flow, input, options);
      },
    })),
    found: [
      'a start resolves before the first step begins',
      'a step without a retry policy is tried once',
      'a start that is repeated with its idempotency key gives the first run, and no second one',
    ],
  },
  {
    fault: 'gives a handle only when the run has ended',
    create: broken((engine) => ({
      start: async (...given: Parameters<Start>) => {
        const run = await startOf(engine)(...given);
        await run.result();
        return run;
      },
    })),
    found: ['a start resolves before the first step begins'],
  },
  {
    fault: 'forgets idempotency keys of starts',
    create: broken((engine) => ({
      start: (...[flow, input, options]: Parameters<Start>) =>
        startOf(engine)(flow, input, { ...options, idempotencyKey: undefined }),
    })),
    found: [
      'a start that is repeated with its idempotency key gives the first run, and no second one',
      'of starts at the same time with one idempotency key one begins',
      'an idempotency key that was used with another input is refused',
      'a signal reaches a run by its flow and idempotency key',
    ],
  },
  {
    fault: 'loses signals that it acknowledges',
    create: broken(() => ({ signal: () => Promise.resolve() })),
    found: [
      'a run waits for its signal, and goes on with what that carries',
      'a signal for a run that has ended, or that there is not, is refused',
    ],
  },
  {
    fault: 'loses signals that come early',
    create: broken((engine) => ({
      signal: async (...[target, ...rest]: Parameters<Engine['signal']>) => {
        const run = 'runId' in target ? await engine.inspect(target.runId) : undefined;
        if (run?.status === 'waiting') await engine.signal(target, ...rest);
      },
    })),
    found: ['a signal that comes before the run waits for it is kept'],
  },
  {
    fault: 'forgets idempotency keys of signals',
    create: broken((engine) => ({
      signal: (...[target, token, payload]: Parameters<Engine['signal']>) => engine.signal(target, token, payload),
    })),
    found: ['a signal that is repeated with its idempotency key counts once; with another payload it is refused'],
  },
  {
    fault: 'takes half of every time',
    create: (options) =>
      createEngine({
        ...options,
        clock:
          options.clock &&
          altered(options.clock, {
            setTimer: (ms: number, fire: () => void) => options.clock?.setTimer(ms / 2, fire),
            now: () => (options.clock?.now() ?? 0) * 2,
          }),
      }),
    found: ['a sleep takes its time and no less', 'an attempt that takes longer than its timeout is aborted and fails'],
  },
  {
    fault: 'lets no time pass',
    create: (options) =>
      createEngine({
        ...options,
        clock:
          options.clock &&
          altered(options.clock, {
            setTimer: () => ({ clear: () => undefined, ref: () => undefined, unref: () => undefined }),
          }),
      }),
    found: [
      'a sleep takes its time and no less',
      'an attempt that takes longer than its timeout is aborted and fails',
      'a run has its deadline, whatever it waits for',
      'a task that was not done in time is closed, and a late completion is told so',
      'what is still in flight when the grace is over is aborted',
    ],
  },
  {
    fault: 'cancels nothing',
    create: brokenRuns(() => ({ cancel: () => Promise.resolve() })),
    found: [
      'a cancelled run aborts what executes, starts nothing more, and says why',
      'a task is closed with a run that is cancelled',
    ],
  },
  {
    fault: 'undoes what it has not been asked to',
    create: brokenRuns((run) => ({ cancel: (reason?: string) => run.cancel({ reason, compensate: true }) })),
    found: ['a cancel undoes only if it is asked to'],
  },
  {
    fault: 'undoes nothing',
    create: (options) => createEngine({ ...options, compensateOnFailure: false }),
    found: ['a run that fails undoes what it has committed, newest first, with what went in and came out'],
  },
  {
    fault: 'does not pause',
    create: brokenRuns(() => ({ pause: () => Promise.resolve() })),
    found: ['a paused run lets its step end and starts nothing more until it is resumed'],
  },
  {
    fault: 'hides failures',
    create: brokenRuns((run) => ({ result: () => run.result().catch(() => undefined) })),
    found: ['a failure that nothing catches is that of the run, and the result is rejected with it'],
  },
  {
    fault: 'acknowledges forms that are not valid',
    create: broken((engine) => ({
      tasks: altered(engine.tasks, {
        complete: (...given: Parameters<Engine['tasks']['complete']>) =>
          engine.tasks.complete(...given).catch(() => engine.tasks.get(given[0])),
      }),
    })),
    found: [
      'a form that is not valid, or that `check` refuses, is refused before it is acknowledged',
      'of completions at the same time one counts, and the others are told who was first',
    ],
  },
  {
    fault: 'lets everybody claim',
    create: broken((engine) => ({
      tasks: altered(engine.tasks, { claim: (id: string) => engine.tasks.get(id) }),
    })),
    found: ['a task is claimed by one person, who alone completes it until it is released or reassigned'],
  },
  {
    fault: 'forgets idempotency keys of completions',
    create: broken((engine) => ({
      tasks: altered(engine.tasks, {
        complete: (...[id, { idempotencyKey: _, ...completion }]: Parameters<Engine['tasks']['complete']>) =>
          engine.tasks.complete(id, completion),
      }),
    })),
    found: ['a completion that is repeated with its idempotency key gets the first answer'],
  },
  {
    fault: 'goes on after a stop',
    create: broken(() => ({ stop: () => Promise.resolve() })),
    found: [
      'an engine that was stopped takes no new work, and says so',
      'a stop tells of itself, and ends the subscribers of the engine',
    ],
  },
  {
    fault: 'aborts at once when it is stopped',
    create: broken((engine) => ({ stop: () => engine.stop({ graceMs: 0 }) })),
    found: [
      'a stop lets the steps in flight finish, and starts nothing more',
      'what is still in flight when the grace is over is aborted',
    ],
  },
  {
    fault: 'lists all runs, whatever is asked for',
    create: broken((engine) => ({ list: () => engine.list() })),
    found: [
      'runs are listed by flow, version, status, tag, correlation id and time',
      'runs are listed newest first or oldest first, page by page, none twice or not at all',
      'a filter that makes no sense is refused',
    ],
  },
  {
    fault: 'takes any options',
    create: broken((engine) => ({
      start: (...[flow, input]: Parameters<Start>) => startOf(engine)(flow, input),
    })),
    found: [
      'start, options: what is no object is refused, and nothing is changed',
      'a run has the id, correlation id and tags that it was started with',
      'a run is cancelled by the signal of whoever started it; an aborted one starts nothing',
    ],
  },
  {
    fault: 'keeps each run in an engine of its own',
    create: async (options) => {
      const engines: Engine[] = [];
      const first = await createEngine(options);
      return altered(first, {
        start: async (...given: Parameters<Start>) => {
          const engine = await createEngine(options);
          engines.push(engine);
          return startOf(engine)(...given);
        },
        stop: async (given: Parameters<Engine['stop']>[0]) => {
          for (const engine of [first, ...engines]) await engine.stop(given);
        },
      });
    },
    found: [
      'runs of a flow with a limit wait in line, first in, first out for each key',
      'visits of a node with a limit wait for one another, over all runs',
      'an id that another run has is refused',
      'the engine tells the events of all its runs',
      'a run is found by its id, and looks like what it was started with and has become',
    ],
  },
  {
    fault: 'gives outputs out of order',
    create: brokenRuns((run) => ({
      output: (channel: never) =>
        new Observable((to) => {
          const values: unknown[] = [];
          return run.output(channel).subscribe({
            ...observing(to),
            next: (value) => values.unshift(value),
            complete: () => {
              for (const value of values) to.next(value);
              to.complete();
            },
          });
        }),
    })),
    found: [
      'outputs of a node arrive in order, each once, and end with the run',
      'a generator gives its values on the channel `chunk`, and its last as the outcome',
    ],
  },
  {
    fault: 'says that it copies values, and does not',
    copies: true,
    create: (options) => createEngine(options),
    found: [
      'a step gets a copy of what an earlier one gave',
      'the input is copied when a run is started',
      'a value that cannot be written is refused: as an input, a signal, and as what a step gives',
    ],
  },
];

/** The parts of an observer that pass everything on. */
function observing<T>(to: { next: (value: T) => void; error: (error: unknown) => void; complete: () => void }) {
  return {
    error: (error: unknown) => {
      to.error(error);
    },
    complete: () => {
      to.complete();
    },
  };
}
