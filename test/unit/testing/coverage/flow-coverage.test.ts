import {
  type AnyFlow,
  all,
  any,
  choose,
  createEngine,
  each,
  exit,
  flow,
  fn,
  MachineStep,
  node,
  pipe,
  type RunEvent,
  race,
  ref,
  repeat,
  route,
  Step,
  settle,
  signal,
  sleep,
  waitFor,
  within,
} from 'millrace';
import { type FlowCoverage, flowCoverage, VirtualClock } from 'millrace/testing';
import { hooks, reportOf, visits, ways } from './covered';

const inc = fn('inc', (n: number) => n + 1);
const fails = fn('fails', (_: unknown): number => {
  throw new Error('no');
});
const sign = choose('sign', (n: number) => (n < 0 ? route('minus', n) : route('plus', n)));

/** Runs a flow for each input, in an engine that is watched, and gives what was covered. */
async function covering(
  inputs: readonly unknown[],
  first: AnyFlow,
  ...others: readonly AnyFlow[]
): Promise<FlowCoverage> {
  const coverage = flowCoverage(first, ...others);
  const clock = new VirtualClock({ start: 1_000_000 });
  const engine = await createEngine({ flows: [first, ...others], clock });
  coverage.watch(engine);
  for (const input of inputs) {
    const run = await engine.start(first as never, input as never);
    await clock.advance(60_000);
    await run.result().catch(() => undefined);
  }
  await engine.stop({ graceMs: 0 });
  return coverage;
}

function routed() {
  const { to, wire } = flow('routed', { version: '1.2.0' }).nodes({
    sign,
    inc,
    risky: fn('risky', (n: number) => {
      if (n === 13) throw new Error('unlucky');
      return n;
    }),
    done: exit<number>(),
    negative: exit<number>(),
    lost: exit<string>(),
  });
  return wire('sign', {
    sign: { plus: to.inc, minus: to.negative },
    inc: to.risky,
    risky: { next: to.done, error: to.lost.via(({ failure }) => failure.message) },
  });
}

describe('the coverage of a flow', () => {
  it('counts visits of nodes and exits, edges and error edges, over all runs', async () => {
    const report = reportOf(await covering([1, 2, 12], routed()));
    expect(report).toMatchObject({ flow: 'routed', version: '1.2.0', runs: 3, unknown: [] });
    expect(visits(report)).toEqual({ sign: 3, inc: 3, risky: 3, done: 2, negative: 0, lost: 1 });
    expect(ways(report)).toEqual({ 'sign plus': 3, 'sign minus': 0, 'inc next': 3, 'risky next': 2, 'risky error': 1 });
    expect(report.nodes).toMatchObject({ total: 6, covered: 5, percent: 83.3 });
    expect(report.edges).toMatchObject({ total: 4, covered: 3, percent: 75 });
    expect(report.errorEdges).toMatchObject({ total: 1, covered: 1, percent: 100 });
    expect(report.hooks).toEqual({ total: 0, covered: 0, percent: 100, parts: [] });
  });

  it('says of each part what it is, where, how often, and whether at all', async () => {
    const { nodes, edges, errorEdges } = reportOf(await covering([1], routed()));
    expect(nodes.parts[0]).toEqual({ place: 'sign', label: 'sign', kind: 'function', times: 1, covered: true });
    expect(nodes.parts[4]).toEqual({ place: 'negative', label: 'negative', kind: 'exit', times: 0, covered: false });
    expect(edges.parts[1]).toEqual({
      place: 'sign',
      action: 'minus',
      to: 'negative',
      label: 'sign --minus--> negative',
      times: 0,
      covered: false,
    });
    expect(errorEdges.parts).toMatchObject([{ place: 'risky', action: 'error', to: 'lost', covered: false }]);
  });

  it('is plain frozen data that later runs do not change', async () => {
    const coverage = flowCoverage(routed());
    const before = coverage.report();
    expect(JSON.parse(JSON.stringify(before))).toEqual(before);
    expect(Object.isFrozen(before.flows[0]?.nodes.parts[0])).toBe(true);
    const engine = await createEngine({ flows: [] });
    const same = routed();
    const watched = flowCoverage(same);
    watched.watch(engine);
    const empty = watched.report();
    await engine.run(same, 1);
    await engine.stop();
    expect(empty.flows[0]?.runs).toBe(0);
    expect(watched.report().flows[0]?.runs).toBe(1);
  });

  it('ends with its subscription, and begins with it', async () => {
    const it = routed();
    const coverage = flowCoverage(it);
    const engine = await createEngine({ flows: [it] });
    await engine.run(it, 1);
    const end = coverage.watch(engine);
    await engine.run(it, -1);
    end();
    await engine.run(it, 12);
    await engine.stop();
    expect(visits(reportOf(coverage))).toEqual({ sign: 1, inc: 0, risky: 0, done: 0, negative: 1, lost: 0 });
  });

  it('counts runs of one id in several engines, as tests start them', async () => {
    const it = routed();
    const coverage = flowCoverage(it);
    for (const input of [1, 13, 1]) {
      const engine = await createEngine({ flows: [it] });
      coverage.watch(engine);
      await engine.run(it, input, { id: 'order-1' });
      await engine.stop();
    }
    expect(reportOf(coverage)).toMatchObject({ runs: 3 });
    expect(visits(reportOf(coverage))).toMatchObject({ sign: 3, risky: 3 });
  });

  it('tells every flow and version apart, and passes others over', async () => {
    const version = (number: string, name = 'twice') => {
      const { to, wire } = flow(name, { version: number }).nodes({ inc, done: exit<number>() });
      return wire('inc', { inc: to.done });
    };
    const [old, young, other] = [version('1.0.0'), version('2.0.0'), version('1.0.0', 'other')];
    const coverage = flowCoverage(old, young);
    const engine = await createEngine({ flows: [old, young, other] });
    coverage.watch(engine);
    await engine.run(old, 1);
    await engine.run(other, 1);
    await engine.run(old, 1);
    await engine.run(young, 1);
    await engine.stop();
    expect(coverage.report().flows.map(({ version: of, runs }) => [of, runs])).toEqual([
      ['1.0.0', 2],
      ['2.0.0', 1],
    ]);
  });

  it('reports what happened in a version that was not given, and counts it nowhere', async () => {
    const version = (number: string) => {
      const { to, wire } = flow('twice', { version: number }).nodes({ inc, done: exit<number>() });
      return wire('inc', { inc: to.done });
    };
    const [old, young] = [version('1.0.0'), version('2.0.0')];
    const coverage = flowCoverage(young);
    const engine = await createEngine({ flows: [old, young] });
    coverage.watch(engine);
    await engine.run(old, 1);
    await engine.stop();
    const report = reportOf(coverage);
    expect(report.unknown).toEqual([{ version: '1.0.0', place: 'inc', times: 3 }]);
    expect(report).toMatchObject({ runs: 0, nodes: { covered: 0 }, edges: { covered: 0 } });
  });

  it('takes events of places that the flow does not have for unknown', () => {
    const coverage = flowCoverage(routed());
    const head = { v: 1, runId: 'r', flow: 'routed', version: '1.2.0', at: 0, correlationId: 'c' } as const;
    coverage.add([
      { ...head, seq: 1, type: 'step.started', path: 'gone#1', node: 'gone', place: 'gone', attempt: 1, data: {} },
      {
        ...head,
        seq: 2,
        type: 'route.taken',
        path: 'sign#1',
        node: 'sign',
        place: 'sign',
        data: { action: 'sideways', to: 'inc' },
      },
    ]);
    expect(reportOf(coverage).unknown).toEqual([
      { version: '1.2.0', place: 'gone', times: 1 },
      { version: '1.2.0', place: 'sign', action: 'sideways', times: 1 },
    ]);
    expect(visits(reportOf(coverage))).toMatchObject({ sign: 1, inc: 0 });
  });

  it('covers an exit in which a mapping fails, and counts that visit once', () => {
    const version = (number: string) => {
      const { to, wire } = flow('mapped', { version: number }).nodes({ inc, done: exit<number>() });
      return wire('inc', { inc: to.done });
    };
    const [old, young] = [version('1.0.0'), version('2.0.0')];
    const head = { v: 1, flow: 'mapped', at: 0, correlationId: 'c' } as const;
    const taken = (runId: string, of: string): RunEvent => ({
      ...head,
      runId,
      version: of,
      seq: 1,
      type: 'route.taken',
      path: 'inc#1',
      node: 'inc',
      place: 'inc',
      data: { action: 'next', to: 'done' },
    });
    const failed = (runId: string, of: string): RunEvent => ({
      ...head,
      runId,
      version: of,
      seq: 3,
      type: 'step.failed',
      path: 'done#1',
      node: 'done',
      place: 'done',
      attempt: 1,
      data: { failure: { name: 'Error', code: 'ERROR', message: 'no', retryable: false } },
    });
    const migrated: RunEvent = {
      ...head,
      runId: 'moved',
      version: '2.0.0',
      seq: 2,
      type: 'run.migrated',
      data: { from: '1.0.0', to: '2.0.0' },
    };
    const coverage = flowCoverage(old, young);
    coverage.add([taken('stays', '1.0.0'), failed('stays', '1.0.0')]);
    expect([visits(reportOf(coverage)), visits(reportOf(coverage, 1))]).toMatchObject([{ done: 1 }, { done: 0 }]);
    // The edge was taken in the old version, so nothing but the failure tells of the exit of the young one.
    coverage.add([taken('moved', '1.0.0'), migrated, failed('moved', '2.0.0')]);
    expect([visits(reportOf(coverage)), visits(reportOf(coverage, 1))]).toMatchObject([{ done: 2 }, { done: 1 }]);
  });
});

describe('what is inside of a node', () => {
  it('is branches: each is a node, and so is the join', async () => {
    const { to, wire } = flow('joins').nodes({
      all: all({ one: inc, two: fails }),
      any: any({ first: fails, second: inc }),
      race: race({ only: inc }),
      settle: settle({ good: inc, bad: fails }),
      done: exit<unknown>(),
    });
    const joins = wire('all', {
      all: { next: to.any.via((value) => value.one), error: to.any.via(() => 1) },
      any: { first: to.done, second: to.race },
      race: { only: to.settle },
      settle: to.done,
    });
    const report = reportOf(await covering([1], joins));
    expect(visits(report)).toEqual({
      all: 1,
      'all/one': 1,
      'all/two': 1,
      any: 1,
      'any/first': 1,
      'any/second': 1,
      race: 1,
      'race/only': 1,
      settle: 1,
      'settle/good': 1,
      'settle/bad': 1,
      done: 1,
    });
    expect(ways(report)).toEqual({
      'all next': 0,
      'all error': 1,
      'any first': 0,
      'any second': 1,
      'race only': 1,
      'settle next': 1,
    });
  });

  it('is items: a body is visited once for each of a thousand, also in lists of lists', async () => {
    const { to, wire } = flow('lists').nodes({
      items: each(pipe(inc, sign), { concurrency: 50 }),
      nested: each(each(inc), { onError: 'collect' }),
      done: exit<unknown>(),
    });
    const lists = wire('items', {
      items: to.nested.via((items) => items.slice(0, 3).map(({ value }) => [value, value])),
      nested: to.done,
    });
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    expect(visits(reportOf(await covering([numbers], lists)))).toEqual({
      items: 1,
      'items/body': 1000,
      'items/body/part1': 1000,
      'items/body/part2': 1000,
      nested: 1,
      'nested/body': 3,
      'nested/body/body': 6,
      done: 1,
    });
  });

  it('leaves the body of an empty list uncovered', async () => {
    const { to, wire } = flow('empty').nodes({ items: each(inc), done: exit<unknown>() });
    const report = reportOf(await covering([[]], wire('items', { items: to.done })));
    expect(visits(report)).toEqual({ items: 1, 'items/body': 0, done: 1 });
  });

  it('is rounds: going round once more is an edge of its own', async () => {
    const body = (() => {
      const { to, wire } = flow('round').nodes({
        count: choose('count', (n: number) => (n > 0 ? route('more', n - 1) : route('enough', n))),
        again: exit<number>(),
        out: exit<number>(),
      });
      return wire('count', { count: { more: to.again, enough: to.out } });
    })();
    const { to, wire } = flow('rounds').nodes({
      rounds: repeat(body, { max: 3 }),
      done: exit<number>(),
      never: exit<number>(),
    });
    const rounds = wire('rounds', { rounds: { out: to.done, exhausted: to.never } });

    const once = reportOf(await covering([0], rounds));
    expect(ways(once)).toMatchObject({ 'rounds/body again': 0, 'rounds out': 1 });

    const often = reportOf(await covering([1, 2, 9], rounds));
    expect(visits(often)).toMatchObject({
      rounds: 3,
      'rounds/body': 8,
      'rounds/body/count': 8,
      'rounds/body/again': 6,
    });
    expect(ways(often)).toEqual({
      'rounds/body/count more': 6,
      'rounds/body/count enough': 2,
      'rounds/body again': 5,
      'rounds out': 2,
      'rounds exhausted': 1,
    });
  });

  it('is waits: too late is an edge like any other', async () => {
    const paid = signal<number>('paid');
    const { to, wire } = flow('patient').nodes({
      nap: sleep('1s'),
      wait: within(waitFor(paid), '5s'),
      done: exit<number>(),
      late: exit<unknown>(),
    });
    const report = reportOf(
      await covering([1], wire('nap', { nap: to.wait, wait: { next: to.done, overdue: to.late } })),
    );
    expect(visits(report)).toEqual({ nap: 1, wait: 1, 'wait/body': 1, done: 0, late: 1 });
    expect(ways(report)).toEqual({ 'nap next': 1, 'wait next': 0, 'wait overdue': 1 });
  });

  it('is not covered by being scheduled: what was released before it began was not exercised', async () => {
    const { to, wire } = flow('released').nodes({
      both: any({ quick: inc, slow: pipe(inc, node(inc, { delay: '1h' })) }),
      done: exit<number>(),
    });
    const report = reportOf(await covering([1], wire('both', { both: { quick: to.done, slow: to.done } })));
    expect(visits(report)).toEqual({
      both: 1,
      'both/quick': 1,
      'both/slow': 1,
      'both/slow/part1': 1,
      'both/slow/part2': 0,
      done: 1,
    });
    expect(ways(report)).toEqual({ 'both quick': 1, 'both slow': 0 });
  });

  it('is the nodes of a sub-flow, for each place at which it stands', async () => {
    const inner = routed();
    const { to, wire } = flow('outer').nodes({ first: inner, second: inner, done: exit<unknown>() });
    const outer = wire('first', {
      first: { done: to.second, negative: to.done, lost: to.done },
      second: { done: to.done, negative: to.done, lost: to.done },
    });
    const coverage = await covering([1, -1], outer, inner);
    const report = reportOf(coverage);
    expect(visits(report)).toMatchObject({
      first: 2,
      'first/sign': 2,
      'first/inc': 1,
      second: 1,
      'second/negative': 0,
    });
    expect(ways(report)).toMatchObject({ 'first/sign minus': 1, 'second/sign minus': 0, 'first negative': 1 });
    expect(reportOf(coverage, 1)).toMatchObject({ runs: 0, nodes: { covered: 0 } });
  });
});

describe('a flow that is called by name', () => {
  const callers = (called: string) => {
    const { to, wire } = flow('caller').nodes({
      before: inc,
      both: all({ left: ref<number, { next: number }>(called), right: inc }),
      done: exit<unknown>(),
    });
    return wire('before', { before: to.both, both: to.done });
  };
  const leaf = () => {
    const { to, wire } = flow('callee').nodes({ half: each(inc), inc, done: exit<number>() });
    return wire('inc', { inc: to.half.via((n) => [n, n]), half: to.done.via(() => 1) });
  };

  it('has counts of its own, from whatever calls it', async () => {
    const coverage = await covering([1, 2], callers('callee'), leaf());
    expect(visits(reportOf(coverage))).toEqual({ before: 2, both: 2, 'both/left': 2, 'both/right': 2, done: 2 });
    expect(visits(reportOf(coverage, 1))).toEqual({ inc: 2, half: 2, 'half/body': 4, done: 2 });
    expect(ways(reportOf(coverage, 1))).toEqual({ 'inc next': 2, 'half next': 2 });
    expect(coverage.report().flows.map(({ runs, unknown }) => [runs, unknown])).toEqual([
      [2, []],
      [0, []],
    ]);
  });

  it('is passed over where it was not given', async () => {
    const [caller, callee] = [callers('callee'), leaf()];
    const coverage = flowCoverage(caller);
    const engine = await createEngine({ flows: [caller, callee] });
    coverage.watch(engine);
    await engine.run(caller, 1);
    await engine.stop();
    const report = reportOf(coverage);
    expect(visits(report)).toEqual({ before: 1, both: 1, 'both/left': 1, 'both/right': 1, done: 1 });
    expect(report.unknown).toEqual([]);
  });

  it('may be the flow itself', async () => {
    const { to, wire } = flow('down').nodes({
      check: choose('check', (n: number) => (n > 0 ? route('more', n - 1) : route('enough', n))),
      down: ref<number, { next: number }>('down'),
      done: exit<number>(),
    });
    const down = wire('check', { check: { more: to.down, enough: to.done }, down: to.done });
    const report = reportOf(await covering([3], down));
    expect(visits(report)).toEqual({ check: 4, down: 3, done: 4 });
    expect(report).toMatchObject({ runs: 1, edges: { total: 3, covered: 3 } });
  });

  it('is the newest of its name, as in an engine', async () => {
    const version = (number: string) => {
      const { to, wire } = flow('callee', { version: number }).nodes({ inc, done: exit<number>() });
      return wire('inc', { inc: to.done });
    };
    const coverage = await covering(
      [1],
      callers('callee'),
      version('9.0.0'),
      version('10.0.0'),
      version('10.0.0-rc.1'),
    );
    expect(
      coverage
        .report()
        .flows.slice(1)
        .map(({ version: of, nodes }) => [of, nodes.covered]),
    ).toEqual([
      ['9.0.0', 0],
      ['10.0.0', 2],
      ['10.0.0-rc.1', 0],
    ]);
  });
});

@Step()
class Careful extends MachineStep<number, number> {
  override skip(n: number) {
    return n === 0 ? { instead: 0 } : undefined;
  }
  execute(n: number) {
    if (n < 0) throw new Error('negative');
    return n;
  }
  override fallback() {
    return 7;
  }
  override compensate() {
    // Nothing to give back.
  }
}

describe('hooks of a step', () => {
  const careful = () => {
    const { to, wire } = flow('careful').nodes({
      step: Careful,
      fate: choose('fate', (n: number) => (n === 5 ? route('undo', n) : route('keep', n))),
      done: exit<number>(),
      undone: exit<number>({ compensate: true }),
    });
    return wire('step', { step: to.fate, fate: { keep: to.done, undo: to.undone } });
  };

  it('are covered when a step was skipped, fell back, or was undone', async () => {
    expect(hooks(reportOf(await covering([1], careful())))).toEqual({
      'skip of step': 0,
      'fallback of step': 0,
      'compensate of step': 0,
    });
    const report = reportOf(await covering([0, -1, -2, 5], careful()));
    expect(hooks(report)).toEqual({ 'skip of step': 1, 'fallback of step': 2, 'compensate of step': 1 });
    expect(report.hooks).toMatchObject({ total: 3, covered: 3, percent: 100 });
    expect(visits(report)).toEqual({ step: 4, fate: 4, done: 3, undone: 1 });
  });

  it('are those that the class has', async () => {
    const { to, wire } = flow('plain').nodes({ list: each(Careful), inc: fn('inc', () => 1), done: exit<number>() });
    const plain = wire('list', { list: to.inc, inc: to.done });
    expect(hooks(reportOf(await covering([[0, 0, 1]], plain)))).toEqual({
      'skip of list/body': 2,
      'fallback of list/body': 0,
      'compensate of list/body': 0,
    });
  });
});

describe('what is no flow, no engine and no event', () => {
  it.each([
    ['no flow at all', () => flowCoverage(), 'INVALID_OPTION'],
    ['a draft', () => flowCoverage(flow('draft').nodes({ done: exit() }) as never), 'DEFINITION'],
    ['nothing', () => flowCoverage(undefined as never), 'DEFINITION'],
    ['two flows of one name and version', () => flowCoverage(routed(), routed()), 'INVALID_OPTION'],
    ['an engine that is none', () => flowCoverage(routed()).watch({} as never), 'INVALID_OPTION'],
    ['no engine', () => flowCoverage(routed()).watch(undefined as never), 'INVALID_OPTION'],
    [
      'a page instead of its items',
      () => {
        flowCoverage(routed()).add({ items: [] } as never);
      },
      'INVALID_OPTION',
    ],
    [
      'events that are texts',
      () => {
        flowCoverage(routed()).add('step.started' as never);
      },
      'INVALID_OPTION',
    ],
    [
      'a list with holes',
      () => {
        flowCoverage(routed()).add([undefined] as never);
      },
      'INVALID_OPTION',
    ],
    ['a flow to draw that is not covered', () => flowCoverage(careless()).toMermaid(routed()), 'INVALID_OPTION'],
  ])('is refused: %s', (_, attempt, code) => {
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });

  it('takes the same flow given twice for one', () => {
    const it = routed();
    expect(flowCoverage(it, it).report().flows).toHaveLength(1);
  });

  function careless() {
    const { to, wire } = flow('careless').nodes({ inc, done: exit<number>() });
    return wire('inc', { inc: to.done });
  }
});
