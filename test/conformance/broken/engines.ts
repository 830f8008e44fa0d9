import { createEngine, type Engine, type EngineOptions, type Run, signal } from 'millrace';
import type { FeedEntry, FeedOptions } from 'millrace/types';
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
      'the events of a run are numbered 1, 2, 3 … without gaps',
      'a run publishes its events in order, and completes its subscribers',
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
    found: ['the events of a run are numbered 1, 2, 3 … without gaps'],
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
    found: ['a late subscriber first receives the earlier events'],
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
      'a step without a retry policy has one attempt',
      'a start that is repeated with its idempotency key returns the first run, and starts no second one',
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
      'a start that is repeated with its idempotency key returns the first run, and starts no second one',
      'of concurrent starts with one idempotency key one starts a run',
      'an idempotency key that was used with another input is refused',
      'a signal reaches a run by its flow and idempotency key',
    ],
  },
  {
    fault: 'takes inputs for different whose properties have another order',
    create: broken((engine) => ({
      start: (...[flow, input, options]: Parameters<Start>) => startOf(engine)(flow, JSON.stringify([input]), options),
    })),
    found: ['equal inputs start one run, whatever the order of their properties'],
  },
  {
    fault: 'loses signals that it acknowledges',
    create: broken(() => ({ signal: () => Promise.resolve() })),
    found: [
      'a run waits for its signal, and continues with its payload',
      'a signal for an ended or unknown run is refused',
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
            monotonic: () => (options.clock?.monotonic() ?? 0) * 2,
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
      'the deadline of a run applies, whatever it waits for',
      'a task that is not completed in time is closed, and a late completion is refused',
      'steps that still execute after the grace period are aborted',
    ],
  },
  {
    fault: 'cancels nothing',
    create: brokenRuns(() => ({ cancel: () => Promise.resolve() })),
    found: [
      'a cancelled run aborts executing steps, starts no more, and reports the reason',
      'a task is closed with a run that is cancelled',
    ],
  },
  {
    fault: 'undoes what it has not been asked to',
    create: brokenRuns((run) => ({ cancel: (reason?: string) => run.cancel({ reason, compensate: true }) })),
    found: ['a cancellation compensates only if requested'],
  },
  {
    fault: 'undoes nothing',
    create: (options) => createEngine({ ...options, compensateOnFailure: false }),
    found: ['a failed run compensates its committed steps, newest first, with their inputs and outputs'],
  },
  {
    fault: 'does not pause',
    create: brokenRuns(() => ({ pause: () => Promise.resolve() })),
    found: ['a paused run completes its step and starts no more until it is resumed'],
  },
  {
    fault: 'hides failures',
    create: brokenRuns((run) => ({ result: () => run.result().catch(() => undefined) })),
    found: ['an unhandled failure is that of the run, and its result rejects with it'],
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
      'a form that is invalid, or that `check` rejects, is refused before it is acknowledged',
      'of concurrent completions one counts, and the others fail with the name of the first person',
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
    found: ['a completion that is repeated with its idempotency key returns the first result'],
  },
  {
    fault: 'goes on after a stop',
    create: broken(() => ({ stop: () => Promise.resolve() })),
    found: [
      'a stopped engine refuses new work',
      'a stop publishes an event, and completes the subscribers of the engine',
    ],
  },
  {
    fault: 'aborts at once when it is stopped',
    create: broken((engine) => ({ stop: () => engine.stop({ graceMs: 0 }) })),
    found: [
      'a stop lets executing steps finish, and starts no more',
      'steps that still execute after the grace period are aborted',
    ],
  },
  {
    fault: 'lists all runs, whatever is asked for',
    create: broken((engine) => ({ list: () => engine.list() })),
    found: [
      'runs are listed by flow, version, status, tag, correlation id and time',
      'runs are listed newest or oldest first, page by page, without gaps or repetitions',
      'an invalid filter is refused',
    ],
  },
  {
    fault: 'takes any options',
    create: broken((engine) => ({
      start: (...[flow, input]: Parameters<Start>) => startOf(engine)(flow, input),
    })),
    found: [
      'start, options: anything but an object is refused, without effect',
      'a run has the id, correlation id and tags that it was started with',
      'a run is cancelled by the signal of its start; an aborted signal starts nothing',
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
      'runs of a flow with a limit are queued, first in, first out per key',
      'visits of a node with a limit wait for each other, over all runs',
      'an id that another run has is refused',
      'the engine publishes the events of all its runs',
      'a run is found by its id, with its start options and its current state',
    ],
  },
  {
    fault: 'takes an input by the name of a flow as if the compiler had checked it',
    create: broken((engine) => ({
      start: (...[flow, input, options]: Parameters<Start>) =>
        startOf(engine)((engine.flows().find(({ name }) => name === flow) ?? flow) as string, input, options),
    })),
    found: ['an input by the name of a flow that declares none is refused, and nothing is started'],
  },
  {
    fault: 'takes a payload by the name of a signal as if the compiler had checked it',
    create: broken((engine) => ({
      signal: (...[target, sent, ...rest]: Parameters<Engine['signal']>) =>
        engine.signal(target, (typeof sent === 'string' ? signal(sent) : sent) as never, ...rest),
    })),
    found: [
      'a payload by the name of a signal that declares none is refused',
      'a signal by its name is checked by the declaration in the flow of its run',
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
      'a generator emits its values on the channel `chunk`, and its return value is the outcome',
    ],
  },
  {
    fault: 'gives the outputs of a feed after its events',
    create: brokenRuns((run) => ({
      async *feed(options?: FeedOptions) {
        const outputs: FeedEntry[] = [];
        for await (const entry of run.feed(options)) {
          if (entry.kind === 'output') outputs.push(entry);
          else yield entry;
        }
        yield* outputs;
      },
    })),
    found: [
      'a feed has the events and outputs of a run in one order',
      'the outputs of a run are numbered, and a late subscriber receives those that are kept',
    ],
  },
  {
    fault: 'begins each feed anew',
    create: brokenRuns((run) => ({ feed: () => run.feed() })),
    found: ['a feed goes on behind each of its positions', 'a feed refuses what is no position'],
  },
  {
    fault: 'says that it copies values, and does not',
    copies: true,
    create: (options) => createEngine(options),
    found: [
      'a step receives a copy of the output of an earlier one',
      'the input is copied when a run is started',
      'a value that cannot be written is refused as an input, as a signal and as an outcome',
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
