import fc from 'fast-check';
import { compile } from '../../src/flow';
import {
  advance,
  type ExecuteEffect,
  type Happening,
  hasEnded,
  hydrate,
  Ledger,
  RecordSet,
  RunState,
  recordsOf,
  transition,
} from '../../src/run';
import { Dice } from './dice';
import { FakeDriver, type Recorded } from './fake-driver';
import { calledFlow, FlowMaker } from './random-flow';

/** How many random cases each property looks at; set MILLRACE_CASES for more. */
const CASES = Number(process.env['MILLRACE_CASES'] ?? 2500);
const WILD_STEPS = 60;
const FAIR_STEPS = 5000;

const INFO = { id: 'run-1', correlationId: 'c-1', tags: [], idempotencyKey: undefined };

function prepare(seed: number) {
  const dice = new Dice(seed);
  const definition = new FlowMaker(dice).flow(2);
  const called = calledFlow(dice);
  const graph = compile(definition, (name) => (name === 'called' ? called : undefined));
  const info = { ...INFO, compensateOnFailure: dice.chance(0.5) };
  const fresh = () => new RunState(info, graph.root, [1, 2]);
  return { graph, fresh, driver: new FakeDriver(graph, fresh(), dice) };
}

/** Lets wild things happen, then fair ones until the run has ended. Calls back after each. */
function live(driver: FakeDriver, after: (recorded: Recorded) => void): void {
  after(driver.start());
  for (let step = 0; step < WILD_STEPS; step += 1) {
    const recorded = driver.wild();
    if (recorded) after(recorded);
  }
  for (let step = 0; step < FAIR_STEPS && !driver.ended; step += 1) {
    const recorded = driver.fair();
    if (!recorded) throw new Error(`nothing can bring the run on: ${JSON.stringify(recordsOf(driver.state))}`);
    after(recorded);
  }
}

function property(check: (seed: number) => void): void {
  fc.assert(fc.property(fc.integer(), check), { numRuns: CASES, endOnFailure: true });
}

/** The value as JSON with the keys of objects sorted: their order means nothing. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function executed(recorded: Recorded): readonly ExecuteEffect[] {
  return recorded.effects.filter((effect) => effect.type === 'execute');
}

describe('a run, whatever happens to it in whatever order,', () => {
  it('always has something that can bring it on, ends under a fair driver, and then leaves nothing behind', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      live(driver, () => {
        const tokens = driver.state.tokens.all();
        if (driver.ended) return;
        expect([...driver.operations.keys()].sort()).toEqual(
          tokens
            .map(({ op }) => op)
            .filter((op) => op !== 0)
            .sort(),
        );
        expect([...driver.timers.keys()].sort()).toEqual([...(driver.state.extra?.timers.keys() ?? [])].sort());
        expect([...driver.tasks].sort()).toEqual(
          tokens
            .filter(({ extra }) => extra?.task)
            .map(({ id }) => id)
            .sort(),
        );
      });
      expect(driver.ended).toBe(true);
      expect([driver.operations.size, driver.timers.size, driver.tasks.size]).toEqual([0, 0, 0]);
    });
  });

  it('numbers its events 1, 2, 3 … without a gap', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      let seq = 0;
      live(driver, ({ events }) => {
        for (const event of events) {
          seq += 1;
          expect(event.seq).toBe(seq);
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
        const busy = state.tokens
          .all()
          .filter(
            ({ status, op }) => ['executing', 'ready', 'backoff'].includes(status) || (status === 'open' && op !== 0),
          );
        expect(state.busy).toBe(busy.length);
        if (state.status === 'running') expect(busy.length).toBeGreaterThan(0);
        if (state.status === 'waiting') expect(busy).toHaveLength(0);
      });
    });
  });

  it('is what its changes add up to, after every transition', () => {
    property((seed) => {
      const { driver, graph } = prepare(seed);
      const records = new RecordSet();
      live(driver, ({ changes }) => {
        records.apply(changes);
        expect(text(recordsOf(hydrate(graph, records)))).toBe(text(recordsOf(driver.state)));
      });
    });
  });

  it('comes out the same when the same things happen again, and when it goes on from any state in between', () => {
    property((seed) => {
      const { driver, graph, fresh } = prepare(seed);
      const snapshots: string[] = [];
      live(driver, () => snapshots.push(text(recordsOf(driver.state))));
      const happenings = driver.history.map(({ happening }) => happening);
      const end = snapshots.at(-1) ?? '';
      expect(replay(fresh(), happenings)).toBe(end);
      const middle = Math.abs(seed) % happenings.length;
      const records = new RecordSet().apply(JSON.parse(snapshots[middle] ?? '[]') as never);
      expect(replay(hydrate(graph, records), happenings.slice(middle + 1))).toBe(end);

      function replay(state: RunState, rest: readonly Happening[]): string {
        for (const happening of rest) transition(graph, state, happening);
        return text(recordsOf(state));
      }
    });
  });

  it('comes out the same when nothing records it, and asks for the same', () => {
    property((seed) => {
      const { driver, graph, fresh } = prepare(seed);
      const silent = fresh();
      const ledger = new Ledger();
      live(driver, ({ happening, effects }) => {
        ledger.effects = [];
        advance(ledger, graph, silent, happening);
        expect(text(ledger.effects.map(brief))).toBe(text(effects.map(brief)));
        expect(text(recordsOf(silent))).toBe(text(recordsOf(driver.state)));
      });
    });
  });

  it('never executes a committed visit again, nor more attempts than its policy allows', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const committed = new Set<string>();
      live(driver, (recorded) => {
        for (const event of recorded.events) if (event.type === 'step.completed') committed.add(event.path);
        for (const { phase, path, attempt, place } of executed(recorded)) {
          if (phase === 'compensate' || phase === 'until' || phase === 'merge') continue;
          expect(committed).not.toContain(path);
          if (place.definition.kind === 'step') expect(attempt).toBeLessThanOrEqual(place.definition.retry.maxAttempts);
        }
      });
    });
  });

  it('starts nothing while it is paused', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      live(driver, (recorded) => {
        if (driver.state.status !== 'paused') return;
        const started = executed(recorded).filter(({ phase }) => phase !== 'until' && phase !== 'merge');
        expect(started).toEqual([]);
      });
    });
  });

  it('closes each join once, and takes each node on by one route', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const routes = new Set<string>();
      live(driver, ({ events }) => {
        for (const event of events) {
          if (event.type !== 'route.taken') continue;
          expect(routes).not.toContain(event.path);
          routes.add(event.path);
        }
      });
    });
  });

  it('undoes the newest first, and each committed visit once', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const undone = new Set<number>();
      const latest = new Map<number, number>();
      live(driver, (recorded) => {
        for (const effect of executed(recorded)) {
          if (
            effect.phase !== 'compensate' ||
            effect.attempt > 1 ||
            recorded.happening.type === 'run.recover' ||
            recorded.happening.type === 'run.resume'
          )
            continue;
          const { no } = effect.given as { readonly no: number };
          expect(undone).not.toContain(no);
          undone.add(no);
          expect(no).toBeLessThan(latest.get(effect.token) ?? Number.POSITIVE_INFINITY);
          latest.set(effect.token, no);
        }
      });
    });
  });

  it('takes no notice of an outcome that comes too late', () => {
    property((seed) => {
      const { driver } = prepare(seed);
      const known = new Set<number>();
      live(driver, ({ happening, changes, effects, events }) => {
        if (happening.type !== 'operation.completed' && happening.type !== 'operation.failed') return;
        if (known.has(happening.op)) expect([changes, effects, events]).toEqual([[], [], []]);
        known.add(happening.op);
      });
      expect(hasEnded(driver.state.status)).toBe(true);
    });
  });
});

function brief(effect: Recorded['effects'][number]): unknown {
  if (effect.type !== 'execute') return effect;
  const { token, op, phase, attempt, path, input, given } = effect;
  return { token, op, phase, attempt, path, input, given };
}
