import {
  type AnyFlow,
  all,
  createEngine,
  type Engine,
  exit,
  type Flow,
  fn,
  key,
  node,
  pipe,
  type Shared,
  type Source,
  type StepContext,
} from 'millrace';
import { type NodeTable } from 'millrace/types';
import { cases, fc } from '../../../support/cases';
import { graph } from '../../flow/untyped';

/** How many random programs are run. */
const CASES = cases(150);

/** Keys that several branches may write, and one each that they may not. */
const added = key('model.sum', 0, { merge: (base, values) => values.reduce((sum, one) => sum + one - base, base) });
const NAMES = ['a', 'b', '__proto__', added.name];

type Operation =
  | { readonly kind: 'set'; readonly name: string; readonly value: number }
  | { readonly kind: 'delete' | 'get' | 'has'; readonly name: string }
  | { readonly kind: 'add'; readonly value: number }
  | { readonly kind: 'merge'; readonly values: readonly (readonly [string, number])[] }
  | { readonly kind: 'clear' | 'look' };

/** A step of a program, which may fail the first time; or branches, each a program of its own. */
type Part =
  | { readonly kind: 'step'; readonly operations: readonly Operation[]; readonly fails: boolean }
  | { readonly kind: 'branches'; readonly branches: readonly (readonly Part[])[] };

const name = fc.constantFrom(...NAMES);
const value = fc.integer({ min: -9, max: 9 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), name, value }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'get' as const, 'has' as const), name }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), value }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('merge' as const),
      values: fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('clear' as const, 'look' as const) }) },
);
const { program } = fc.letrec<{ program: readonly Part[]; part: Part; step: Part; branches: Part }>((tie) => ({
  program: fc.array(tie('part'), { minLength: 1, maxLength: 3 }),
  part: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('step'), tie('branches')),
  step: fc.record({
    kind: fc.constant('step' as const),
    operations: fc.array(operation, { maxLength: 4 }),
    fails: fc.boolean(),
  }),
  branches: fc.record({
    kind: fc.constant('branches' as const),
    branches: fc.array(tie('program'), { minLength: 2, maxLength: 3 }),
  }),
}));

/** What the store is, told as simply as possible: a map, and what was written or deleted here (`undefined`). */
class Model {
  readonly touched = new Map<string, number | undefined>();

  constructor(readonly values: Map<string, number>) {}

  /** Another one that sees the same and has written nothing: for a branch, or for an attempt. */
  inside(): Model {
    return new Model(new Map(this.values));
  }

  put(at: string, given: number | undefined): void {
    this.touched.set(at, given);
    if (given === undefined) this.values.delete(at);
    else this.values.set(at, given);
  }

  /** Gives what the operation gives. */
  perform(one: Operation): unknown {
    switch (one.kind) {
      case 'set':
        this.put(one.name, one.value);
        return undefined;
      case 'delete': {
        const was = this.values.has(one.name);
        this.put(one.name, undefined);
        return was;
      }
      case 'get':
        return this.values.get(one.name);
      case 'has':
        return this.values.has(one.name);
      case 'add': {
        const sum = (this.values.get(added.name) ?? 0) + one.value;
        this.put(added.name, sum);
        return sum;
      }
      case 'merge':
        for (const [to, given] of one.values) this.put(to, given);
        return undefined;
      case 'clear':
        for (const at of [...this.values.keys()]) this.put(at, undefined);
        return undefined;
      default:
        return [...this.values].sort(([a], [b]) => (a < b ? -1 : 1));
    }
  }

  /** A step has succeeded. Deleting what was not there before it comes to nothing. */
  commit(attempt: Model): void {
    for (const [at, given] of attempt.touched) if (given !== undefined || this.values.has(at)) this.put(at, given);
  }

  /** Takes over what branches did, unless two of them touched a key that has no merge. */
  join(branches: readonly Model[]): 'conflict' | undefined {
    for (const at of NAMES) {
      const by = branches.filter(({ touched }) => touched.has(at)).map(({ touched }) => touched.get(at));
      const start = this.values.get(at) ?? 0;
      if (by.length === 1) this.put(at, by[0]);
      else if (by.length > 1 && at !== added.name) return 'conflict';
      else if (by.length > 1)
        this.put(
          at,
          by.reduce<number>((sum, one) => sum + (one ?? 0) - start, start),
        );
    }
    return undefined;
  }
}

/** What each step of a program gives, branches as lists of their own. */
type Log = unknown[];

/** Runs the program on the model. */
function predict(parts: readonly Part[], model: Model, log: Log): 'conflict' | undefined {
  for (const part of parts) {
    if (part.kind === 'step') {
      const attempt = model.inside();
      log.push(part.operations.map((one) => attempt.perform(one)));
      model.commit(attempt);
      continue;
    }
    const branches = part.branches.map(() => model.inside());
    const logs = branches.map((): Log => []);
    log.push(logs);
    const ends = part.branches.map((inner, index) => predict(inner, branches[index]!, logs[index]!));
    if (ends.includes('conflict') || model.join(branches) === 'conflict') return 'conflict';
  }
  return undefined;
}

/** The same with the real store. */
function perform(shared: Shared, one: Operation): unknown {
  switch (one.kind) {
    case 'set':
      shared.set(one.name, one.value);
      return undefined;
    case 'delete':
      return shared.delete(one.name);
    case 'get':
      return shared.get(one.name);
    case 'has':
      return shared.has(one.name);
    case 'add':
      return shared.update(added, (sum) => sum + one.value);
    case 'merge':
      shared.merge(Object.fromEntries(one.values));
      return undefined;
    case 'clear':
      shared.clear();
      return undefined;
    default: {
      const entries = Object.entries(shared.snapshot());
      expect(shared.keys()).toEqual(entries.map(([at]) => at));
      expect(shared.size).toBe(entries.length);
      return entries;
    }
  }
}

/** The program as a flow. */
function flowOf(parts: readonly Part[], log: Log, label: string): AnyFlow {
  const nodes: NodeTable = Object.fromEntries(
    parts.map((part, index) => [`p${index}`, nodeOf(part, log, `${label}x${index}`)]),
  );
  const edges = Object.fromEntries(parts.map((_, index) => [`p${index}`, parts[index + 1] ? `p${index + 1}` : 'done']));
  return graph(label, 'p0', { ...nodes, done: exit() }, edges);
}

function nodeOf(part: Part, log: Log, label: string): Source {
  if (part.kind === 'step') {
    const work = fn(label, async (_: unknown, { shared, attempt }: StepContext) => {
      const given: unknown[] = [];
      for (const one of part.operations) {
        given.push(perform(shared, one));
        await Promise.resolve();
      }
      if (part.fails && attempt === 1) throw new Error('not yet');
      log.push(given);
    });
    return node(work, { retry: { maxAttempts: 2, initial: 0 } });
  }
  const logs = part.branches.map((): Log => []);
  const branches = part.branches.map((inner, index) => [`b${index}`, flowOf(inner, logs[index]!, `${label}b${index}`)]);
  const joined = all(Object.fromEntries(branches) as Parameters<typeof all>[0]);
  const noted = fn(`${label}log`, () => void log.push(logs));
  return pipe(noted, joined as never);
}

describe('the shared store under any program of steps and branches', () => {
  let engine: Engine;
  let runs = 0;
  beforeAll(async () => {
    engine = await createEngine();
  });
  afterAll(() => engine.stop({ graceMs: 0 }));

  it('gives and keeps what a plain map would, and fails where two branches touched one key', async () => {
    let conflicts = 0;
    await fc.assert(
      fc.asyncProperty(program, async (parts) => {
        runs += 1;
        const look: Part = { kind: 'step', operations: [{ kind: 'look' }], fails: false };
        const whole = [...parts, look];
        const [seen, log]: [Log, Log] = [[], []];
        const end = predict(whole, new Model(new Map()), log);
        const made = flowOf(whole, seen, `program${runs}`) as Flow<unknown, { readonly next: unknown }>;
        const result = (await engine.start(made, undefined)).result();
        if (end === 'conflict') {
          conflicts += 1;
          await expect(result).rejects.toMatchObject({ failure: { code: 'STORE_CONFLICT' } });
        } else {
          await result;
          expect(seen).toEqual(log);
        }
      }),
      { numRuns: CASES },
    );
    // Both ends have to be met, or the property says little.
    expect(conflicts).toBeGreaterThan(CASES / 20);
    expect(conflicts).toBeLessThan((CASES * 19) / 20);
  });
});
