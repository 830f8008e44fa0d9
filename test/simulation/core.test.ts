import fc from 'fast-check';
import { compile } from '../../src/flow';
import {
  advance,
  type Change,
  type ExecuteEffect,
  type Happening,
  hasEnded,
  hop,
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
import { renamed, renamedPath } from './renamed';

/** How many random cases each property looks at; set MILLRACE_CASES for more. */
const CASES = Number(process.env['MILLRACE_CASES'] ?? 1000);
const WILD_STEPS = 60;
const FAIR_STEPS = 5000;

const INFO = { id: 'run-1', correlationId: 'c-1', tags: [], idempotencyKey: undefined };

function prepare(seed: number) {
  const dice = new Dice(seed);
  const definition = new FlowMaker(dice).flow(2);
  const called = calledFlow(dice);
  const resolve = (name: string) => (name === 'called' ? called : undefined);
  const graph = compile(definition, resolve);
  const other = renamed(definition);
  const info = { ...INFO, compensateOnFailure: dice.chance(0.5) };
  const fresh = () => new RunState(info, graph.root, [1, 2]);
  const driver = new FakeDriver(graph, fresh(), dice, { graph: compile(other.definition, resolve), map: other.map });
  return { dice, graph, fresh, driver };
}

/** Lets wild things happen. Calls back after each. */
function liveWildly(driver: FakeDriver, after: (recorded: Recorded) => void, steps = WILD_STEPS): void {
  for (let step = 0; step < steps; step += 1) {
    const recorded = driver.wild();
    if (recorded) after(recorded);
  }
}

/** Lets fair things happen until the run has ended. Calls back after each. */
function liveFairly(driver: FakeDriver, after: (recorded: Recorded) => void): void {
  for (let step = 0; step < FAIR_STEPS && !driver.ended; step += 1) {
    const recorded = driver.fair();
    if (!recorded) throw new Error(`nothing can bring the run on: ${JSON.stringify(recordsOf(driver.state))}`);
    after(recorded);
  }
}

function live(driver: FakeDriver, after: (recorded: Recorded) => void): void {
  after(driver.start());
  liveWildly(driver, after);
  liveFairly(driver, after);
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

/** Whether the operation belongs to one visit; verdicts are asked for again and again. */
function isWork({ phase }: ExecuteEffect): boolean {
  return phase !== 'compensate' && phase !== 'until' && phase !== 'merge';
}

/** What the driver has to know, as the state has it. */
function pending({ state }: FakeDriver): unknown {
  const tokens = state.tokens.all();
  return {
    operations: tokens.map(({ op }) => op).filter((op) => op !== 0),
    timers: [...(state.extra?.timers.keys() ?? [])],
    tasks: tokens.filter(({ extra }) => extra?.task).map(({ id }) => id),
  };
}

function known({ operations, timers, tasks }: FakeDriver): unknown {
  const ascending = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);
  return { operations: expect.toIncludeSame(operations.keys()), timers: ascending(timers.keys()), tasks: ascending(tasks) };
}

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
    const { type } = recorded.happening;
    const moved = recorded.events.some((event) => event.type === 'run.migrated');
    if (moved) {
      this.committed = new Set([...this.committed].map(renamedPath));
      this.started = new Set([...this.started].map(renamedPath));
    }
    const again = type === 'run.recover' || type === 'run.redrive' || type === 'run.fork';
    for (const event of recorded.events) if (event.type === 'step.completed') this.committed.add(event.path);
    for (const effect of executed(recorded).filter(isWork)) {
      const { path, phase, attempt, place } = effect;
      expect(this.committed).not.toContain(path);
      const { definition } = place;
      expect(attempt).toBeLessThanOrEqual(definition.kind === 'step' ? definition.retry.maxAttempts : 1);
      const name = `${path}@${attempt} ${phase}`;
      if (!again) expect(this.started).not.toContain(name);
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
