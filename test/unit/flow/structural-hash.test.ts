import {
  type AnyFlow,
  all,
  choose,
  each,
  exit,
  flow,
  fn,
  node,
  pipe,
  RetryPolicy,
  ref,
  repeat,
  route,
  type Source,
  settle,
  signal,
  sleep,
  waitFor,
  within,
} from 'millrace';
import { structuralHash } from 'millrace/flow/drawing';
import { type NodeTable } from 'millrace/types';
import { cases, fc } from '../../support/cases';
import { Human, OtherWork, Route, Work } from './steps';
import { graph } from './untyped';

/** A flow in which the source stands between the start and the exit, wired by whatever actions it has. */
function around(source: Source, actions: readonly string[] = ['next']): string {
  const ways = Object.fromEntries(actions.map((action) => [action, 'done']));
  return structuralHash(graph('around', 'it', { it: source, done: exit<unknown>() }, { it: ways }));
}

const one = fn('one', () => 1);

describe('the structural hash', () => {
  it('is 32 hexadecimal digits that do not change from release to release', () => {
    expect(around(Work)).toBe('e762f8dd6b6a3045eae0c97c1fa7f70c');
  });

  it('tells kinds of nodes apart', () => {
    const paid = signal('paid');
    const hashes = [
      around(Work),
      around(one),
      around(Route, ['left', 'right']),
      around(Human, ['yes', 'no']),
      around(
        choose('c', () => route('left', 1)),
        ['left'],
      ),
      around(sleep('1s')),
      around(waitFor(paid)),
      around(waitFor(signal('refunded'))),
      around(ref('other')),
      around(ref('another')),
      around(each(Work)),
      around(all({ a: Work, b: one })),
      around(all({ a: Work, c: one })),
      around(all({ a: one, b: Work })),
      around(settle({ a: Work, b: one })),
      around(pipe(Work, one)),
      around(pipe(one, Work)),
      around(pipe(Work, one, one)),
      around(within(Work, '1s'), ['next', 'overdue']),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('does not look at names of classes and functions, texts, durations and options', () => {
    expect(around(OtherWork)).toBe(around(Work));
    expect(around(fn('two', () => 2))).toBe(around(one));
    expect(around(node(Work, { retry: RetryPolicy.patient, timeout: '1s', maxVisits: 3 }))).toBe(around(Work));
    expect(around(sleep('3d'))).toBe(around(sleep('1s')));
    expect(around(within(Work, '3d'), ['next', 'overdue'])).toBe(around(within(Work, '1s'), ['next', 'overdue']));
    expect(around(each(Work, { concurrency: 3 }))).toBe(around(each(Work)));
    const make = (version: string, compensate: boolean) => {
      const { to, wire } = flow('f', { version }).nodes({ it: Work, done: exit<number>({ compensate }) });
      return structuralHash(wire('it', { it: to.done }));
    };
    expect(make('2.0.0', true)).toBe(make('1.0.0', false));
  });

  it('looks at the order of branches and of parts, which have a meaning', () => {
    expect(around(all({ a: Work, b: Work }))).not.toBe(around(all({ b: Work, a: Work })));
  });

  it('looks into what is nested', () => {
    const round = (source: Source) => {
      const nodes = { it: source, again: exit<unknown>(), out: exit<unknown>() };
      return graph('round', 'it', nodes, { it: { left: 'again', right: 'out' } }) as Source;
    };
    const rounds = (source: Source) => around(repeat(round(source) as never, { max: 2 }), ['out', 'exhausted']);
    const decide = choose('d', () => (Math.PI > 3 ? route('left', 1) : route('right', 1)));
    expect(rounds(Route)).not.toBe(rounds(decide));
    expect(rounds(Route)).toBe(rounds(Route));
  });

  it('looks at what later nodes take with from', () => {
    const make = (taken: 'a' | 'b' | 'input') => {
      const { to, out, input, wire } = flow('f').nodes({ a: Work, b: Work, done: exit<unknown>() });
      const source = taken === 'input' ? input : out[taken];
      return structuralHash(wire('a', { a: to.b, b: to.done.from(source) }));
    };
    expect(new Set([make('a'), make('b'), make('input')]).size).toBe(3);
  });
});

interface Plan {
  readonly keys: readonly string[];
  /** For each node: undefined for a machine, or the node that the second action of a router leads to. */
  readonly second: readonly (number | undefined)[];
}

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 2, max: 9 }).chain((size) =>
  fc.record({
    keys: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/), { minLength: size, maxLength: size }),
    second: fc.array(fc.option(fc.nat({ max: size - 1 }), { nil: undefined }), { minLength: size, maxLength: size }),
  }),
);

/** A chain of machines and routers, whose second action leads anywhere. `order` is that in which the literal is written. */
function planned(
  { keys, second }: Plan,
  order: readonly number[],
  replaced?: Readonly<Record<number, Source>>,
): AnyFlow {
  const nodes: Record<string, Source> = {};
  const edges: Record<string, string | Record<string, string>> = {};
  for (const index of order) {
    const key = keys[index] ?? '';
    const next = keys[index + 1] ?? 'DONE';
    const other = second[index];
    nodes[key] = replaced?.[index] ?? (other === undefined ? Work : Route);
    edges[key] = other === undefined ? next : { right: keys[other] ?? '', left: next };
  }
  const table: NodeTable = { ...nodes, DONE: exit<unknown>() };
  return graph('planned', keys[0] ?? '', table, edges);
}

const inOrder = (plan: Plan) => plan.keys.map((_, index) => index);
const shuffled = plans.chain((plan) =>
  fc.tuple(fc.constant(plan), fc.shuffledSubarray(inOrder(plan), { minLength: plan.keys.length })),
);

describe('the structural hash of any flow', () => {
  it('is the same in whatever order the nodes are written', () => {
    fc.assert(
      fc.property(shuffled, ([plan, order]) => {
        expect(structuralHash(planned(plan, order))).toBe(structuralHash(planned(plan, inOrder(plan))));
      }),
      { numRuns: cases(25) },
    );
  });

  it('changes with a key', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (plan, at) => {
        const keys = plan.keys.map((key, index) => (index === at % plan.keys.length ? `${key}_` : key));
        const renamed = planned({ ...plan, keys }, inOrder(plan));
        expect(structuralHash(renamed)).not.toBe(structuralHash(planned(plan, inOrder(plan))));
      }),
      { numRuns: cases(25) },
    );
  });

  it('changes with a target', () => {
    fc.assert(
      fc.property(plans, fc.nat(), fc.nat(), (plan, at, to) => {
        const [node, target] = [at % plan.keys.length, to % plan.keys.length];
        const before = plan.second.with(node, plan.second[node] ?? 0);
        fc.pre(before[node] !== target);
        const [was, is] = [before, before.with(node, target)].map((second) =>
          structuralHash(planned({ ...plan, second }, inOrder(plan))),
        );
        expect(is).not.toBe(was);
      }),
      { numRuns: cases(25) },
    );
  });

  it('changes with a kind', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (plan, at) => {
        const index = at % plan.keys.length;
        const second = plan.second.with(index, undefined);
        const machine = planned({ ...plan, second }, inOrder(plan));
        const called = planned({ ...plan, second }, inOrder(plan), { [index]: one });
        expect(structuralHash(called)).not.toBe(structuralHash(machine));
      }),
      { numRuns: cases(25) },
    );
  });
});
