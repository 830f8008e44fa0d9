import {
  advance,
  advanceDirect,
  type CoreInput,
  type ExecuteEffect,
  hasEnded,
  hydrate,
  pathOf,
  RecordSet,
  type RunState,
  recordsOf,
  type Token,
  TransitionContext,
  transition,
} from '../../src/core';
import type { FakeDriver, Recorded } from './fake-driver';
import { expectSame, live, liveFairly, liveWildly, prepare, property, WILD_STEPS } from './random-run';
import { renamedPath } from './renamed';
import { copied } from './source';

function executed(recorded: Recorded): readonly ExecuteEffect[] {
  return recorded.effects.filter((effect) => effect.type === 'execute');
}

/** Whether the operation belongs to one visit; verdicts are asked for again and again. */
function isWork({ phase }: ExecuteEffect): boolean {
  return phase !== 'compensate' && phase !== 'until' && phase !== 'merge' && phase !== 'pull';
}

function ascending(numbers: Iterable<number>): readonly number[] {
  return [...numbers].sort((a, b) => a - b);
}

/** What the state is waiting for. */
function pending({ state }: FakeDriver): unknown {
  const tokens = state.tokens.all();
  return {
    operations: ascending(tokens.map(({ op }) => op).filter((op) => op !== 0)),
    timers: ascending(state.details?.timers.keys() ?? []),
    tasks: ascending(tokens.filter(({ details }) => details?.task).map(({ id }) => id)),
    queued: ascending(tokens.filter(({ details }) => details?.permit?.state === 'queued').map(({ id }) => id)),
    held: ascending(tokens.filter(({ details }) => details?.permit?.state === 'held').map(({ id }) => id)),
  };
}

/** What the driver knows of it. */
function known({ operations, timers, tasks, queued, held }: FakeDriver): unknown {
  return {
    operations: ascending(operations.keys()),
    timers: ascending(timers.keys()),
    tasks: ascending(tasks),
    queued: ascending(queued),
    held: ascending(held),
  };
}

const NOTHING = { operations: [], timers: [], tasks: [], queued: [], held: [] };

function brief(effect: Recorded['effects'][number]): unknown {
  if (effect.type !== 'execute') return effect;
  const { token, op, phase, attempt, path, input, given } = effect;
  return { token, op, phase, attempt, path, input, given };
}

/** Keeps which visits are committed, and looks at every operation that starts. */
class Commitments {
  private committed = new Set<string>();
  private started = new Set<string>();

  look(recorded: Recorded): void {
    const { type } = recorded.coreInput;
    const moved = recorded.events.some((event) => event.type === 'run.migrated');
    if (moved) {
      this.committed = new Set([...this.committed].map(renamedPath));
      this.started = new Set([...this.started].map(renamedPath));
    }
    // Attempts are counted anew, or made once more.
    if (type === 'run.redrive' || type === 'run.recover') this.started.clear();
    for (const event of recorded.events)
      if (event.type === 'step.completed' || event.type === 'step.skipped') this.committed.add(event.path);
    for (const effect of executed(recorded).filter(isWork)) {
      const { path, phase, attempt, place } = effect;
      expect(this.committed).not.toContain(path);
      const { definition } = place;
      expect(attempt).toBeLessThanOrEqual(definition.kind === 'step' ? definition.retry.maxAttempts : 1);
      const name = `${path} ${place.id}@${attempt} ${phase}`;
      expect(this.started).not.toContain(name);
      this.started.add(name);
    }
  }

  /** What a run knows that goes on from where this one stands. */
  copy(): Commitments {
    const copy = new Commitments();
    copy.committed = new Set(this.committed);
    return copy;
  }
}

describe('a run, whatever happens to it in whatever order,', () => {
  it('always has something that can bring it on, ends under a fair driver, and then leaves nothing behind', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      live(driver, () => {
        if (driver.ended) return;
        expectSame(known(driver), pending(driver));
        // No source is left open that nobody works through.
        const open = driver.state.tokens
          .all()
          .filter(({ inner, details }) => inner?.scope.kind === 'each' && !details?.exhausted);
        for (const token of driver.sources) expect(open.map(({ id }) => id)).toContain(token);
        // Every timer belongs to the visit that set it, or to the run.
        const owned = driver.state.tokens.all().flatMap(({ details }) => details?.timers ?? []);
        const timers = [...(driver.state.details?.timers.values() ?? [])].filter(({ purpose }) => purpose !== 'end');
        expectSame(ascending(owned), ascending(timers.map(({ id }) => id)));
      });
      expect(driver.ended).toBe(true);
      expect(known(driver)).toEqual(NOTHING);
      if (driver.state.status !== 'failed') expect(pending(driver)).toEqual(NOTHING);
    });
  });

  it('numbers its events 1, 2, 3 … without a gap', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      let seq = 0;
      live(driver, ({ events }) => {
        for (const event of events) {
          seq += 1;
          if (event.seq !== seq) expect(event.seq).toBe(seq);
        }
        expect(driver.state.seq).toBe(seq);
      });
    });
  });

  it('is waiting exactly when nothing executes, is ready or backs off', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      live(driver, () => {
        const { state } = driver;
        const tokens = state.tokens.all();
        const busy = tokens.filter(
          ({ status, op }) => ['executing', 'ready', 'backoff'].includes(status) || (status === 'open' && op !== 0),
        );
        expect(state.busy).toBe(busy.length);
        if (state.status === 'running') {
          expect(busy.length).toBeGreaterThan(0);
          expect(tokens.some(({ status }) => status === 'ready' || status === 'failed')).toBe(false);
        }
        if (state.status === 'waiting') expect(busy).toHaveLength(0);
      });
    });
  });

  it('is what its changes add up to, after every transition', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const records = new RecordSet();
      live(driver, ({ changes }) => {
        records.apply(changes);
        expectSame(recordsOf(hydrate(driver.graph, records)), recordsOf(driver.state));
      });
    });
  });

  it('comes out the same, with the same effects and events, when the same things happen again', () => {
    property((seed) => {
      const { driver, fresh } = prepare(seed);
      const again = fresh();
      live(driver, ({ graph, coreInput, effects, events }) => {
        const repeated = transition(graph, again, coreInput);
        expectSame([repeated.effects.map(brief), repeated.events], [effects.map(brief), events]);
      });
      expectSame(recordsOf(again), recordsOf(driver.state));
    });
  });

  it('comes out the same when it goes on from a state that was written down on the way', () => {
    property((seed) => {
      const { driver, dice } = prepare(seed);
      const written: { readonly state: RunState; readonly from: number }[] = [];
      live(driver, () => {
        if (!dice.chance(0.1)) return;
        const changes = copied(recordsOf(driver.state));
        // A storage may give the records in any order.
        const records = new RecordSet().apply([...changes].reverse());
        written.push({ state: hydrate(driver.graph, records), from: driver.history.length });
      });
      for (const { state, from } of written) {
        for (const { graph, coreInput } of driver.history.slice(from)) transition(graph, state, coreInput);
        expectSame(recordsOf(state), recordsOf(driver.state));
      }
    });
  });

  it('comes out the same when nothing records it and steps take the short way, and asks for the same', () => {
    property((seed) => {
      const { driver, fresh } = prepare(seed);
      const silent = fresh();
      const context = new TransitionContext();
      const operations = new Map<number, ExecuteEffect>();
      live(driver, ({ graph, coreInput, effects }) => {
        context.effects = [];
        const short = shorten(silent, operations, coreInput);
        if (short) context.effects.push(...short);
        else advance(context, graph, silent, coreInput);
        for (const effect of context.effects) if (effect.type === 'execute') operations.set(effect.op, effect);
        expectSame(context.effects.map(brief), effects.map(brief));
        expectSame(recordsOf(silent), recordsOf(driver.state));
      });
    });
  });

  it('never executes a committed visit again, starts no operation twice, and makes no more attempts than its policy allows', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const commitments = new Commitments();
      live(driver, (recorded) => {
        commitments.look(recorded);
      });
    });
  });

  it('goes on under another id from wherever it is forked, and executes nothing again that was committed before', () => {
    property((seed) => {
      const { driver, dice } = prepare(seed);
      const before = new Commitments();
      before.look(driver.start());
      liveWildly(driver, (recorded) => before.look(recorded), dice.below(WILD_STEPS));
      const fork = driver.fork();
      const after = before.copy();
      const [first] = fork.history;
      if (first) after.look(first);
      expect(first?.events[0]).toMatchObject({ type: 'run.forked', seq: 1, runId: 'fork-1' });
      if (!fork.ended) expect(known(fork)).toEqual(pending(fork));
      liveWildly(fork, (recorded) => after.look(recorded));
      liveFairly(fork, (recorded) => after.look(recorded));
      expect(fork.ended).toBe(true);
    });
  });

  it('starts nothing while it is paused', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      live(driver, (recorded) => {
        if (driver.state.status === 'paused') expect(executed(recorded)).toEqual([]);
      });
    });
  });

  it('takes each visit on by one route, so a join goes on once', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      let routes = new Set<string>();
      live(driver, ({ events }) => {
        for (const event of events) {
          if (event.type === 'run.migrated') routes = new Set([...routes].map(renamedPath));
          if (event.type !== 'route.taken') continue;
          expect(routes).not.toContain(event.path);
          routes.add(event.path);
        }
      });
    });
  });

  it('undoes the newest first and one at a time, and each committed visit once', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const undone = new Set<string>();
      const latest = new Map<string, number>();
      let unwindings = new Map<string, Unwinding>();
      live(driver, (recorded) => {
        for (const event of recorded.events) {
          if (event.type !== 'compensation.completed' && event.type !== 'compensation.failed') continue;
          expect(undone).not.toContain(event.path);
          undone.add(event.path);
        }
        for (const effect of executed(recorded).filter(({ phase }) => phase === 'compensate')) {
          const { no, path } = effect.given as { readonly no: number; readonly path: string };
          expect(effect.path).toBe(path);
          expect(undone).not.toContain(path);
          const limit = latest.get(unwindingName(effect.at)) ?? Number.POSITIVE_INFINITY;
          if (isFirstTry(recorded, effect)) expect(no).toBeLessThan(limit);
          else expect(no).toBeLessThanOrEqual(limit);
          latest.set(unwindingName(effect.at), no);
        }
        const before = unwindings;
        unwindings = unwindingsOf(driver.state);
        // More is to be undone now than before: what is being undone goes on, and then the newest of all comes.
        for (const [name, { current, scope }] of unwindings) {
          const known = before.get(name);
          if (known?.current === current && known.scope !== scope) latest.delete(name);
        }
      });
    });
  });

  it('never undoes a visit beside itself, aborts no compensation unless it ends, and undoes all of it one by one', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const inFlight = new Map<number, string>();
      live(driver, ({ coreInput, effects }) => {
        if (coreInput.type === 'operation.completed' || coreInput.type === 'operation.failed')
          inFlight.delete(coreInput.op);
        if (coreInput.type === 'run.recover') inFlight.clear();
        for (const effect of effects) {
          if (effect.type === 'release' && inFlight.delete(effect.op)) expect(driver.ended).toBe(true);
          if (effect.type !== 'execute' || effect.phase !== 'compensate') continue;
          expect([...inFlight.values()]).not.toContain(effect.path);
          if (effect.at.details?.unwinding?.then.kind === 'end') expect(inFlight.size).toBe(0);
          inFlight.set(effect.op, effect.path);
        }
      });
    });
  });

  it('takes no notice of an outcome that comes too late', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const settled = new Set<number>();
      live(driver, ({ coreInput, changes, effects, events }) => {
        if (coreInput.type === 'operation.completed' || coreInput.type === 'operation.failed') {
          if (settled.has(coreInput.op)) expect([changes, effects, events]).toEqual([[], [], []]);
          settled.add(coreInput.op);
        }
        for (const effect of effects) if (effect.type === 'release') settled.add(effect.op);
      });
      expect(hasEnded(driver.state.status)).toBe(true);
    });
  });
});

type Unwinding = NonNullable<NonNullable<Token['details']>['unwinding']>;

/** What the tokens of a run are undoing, each by where it stands. */
function unwindingsOf({ tokens }: RunState): Map<string, Unwinding> {
  return new Map(
    tokens.all().flatMap((token) => {
      const unwinding = token.details?.unwinding;
      return unwinding ? [[unwindingName(token), unwinding] as const] : [];
    }),
  );
}

/** One token may undo something at each place that it comes to. */
function unwindingName(token: Token): string {
  return `${token.id} ${pathOf(token)}`;
}

/** A token that goes from one nested flow to the next may undo something in each; within one it goes backwards. */
function isFirstTry({ coreInput }: Recorded, { attempt }: ExecuteEffect): boolean {
  return attempt === 1 && !['run.recover', 'run.resume', 'run.redrive'].includes(coreInput.type);
}

/** Takes the short way, where there is one. Gives what is to be executed next. */
function shorten(
  state: RunState,
  operations: ReadonlyMap<number, ExecuteEffect>,
  coreInput: CoreInput,
): readonly ExecuteEffect[] | undefined {
  if (coreInput.type !== 'operation.completed' || coreInput.writes) return undefined;
  const effect = operations.get(coreInput.op);
  // The short way makes the effect another operation's; a late outcome of the first finds nothing then.
  if (effect?.op !== coreInput.op) return undefined;
  const way = advanceDirect(state, effect, coreInput.action, coreInput.value);
  if (way === 'over') return [];
  return way === 'on' ? [effect] : undefined;
}
