import { exit, flow, fn, type RunEvent, waitFor } from 'millrace';
import { flowCoverage } from 'millrace/testing';
import { DurableWorld, go, inc } from '../../engine/durable/durable-world';
import { reportOf, visits, ways } from './covered';

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
afterEach(() => world.end());

function waiting(version = '1.0.0', wait = 'wait', last = 'b') {
  const draft = flow('waiting', { version }).nodes({
    a: inc,
    [wait as 'wait']: waitFor(go),
    [last as 'b']: inc,
    done: exit<number>(),
  });
  const { to } = draft;
  const [waits, lasts] = [wait as 'wait', last as 'b'];
  return draft.wire('a', { a: to[waits], [waits]: to[lasts], [lasts]: to.done });
}

async function historyOf(
  engine: Awaited<ReturnType<DurableWorld['engine']>>,
  runId: string,
): Promise<readonly RunEvent[]> {
  const all: RunEvent[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = await engine.history(runId, { after, limit: 3 });
    all.push(...page.items);
    after = page.next;
  }
  return all;
}

describe('the coverage of runs in a storage', () => {
  it('is the same from an engine that is watched and from histories', async () => {
    const it = waiting();
    const engine = await world.engine([it]);
    const [watched, read] = [flowCoverage(it), flowCoverage(it)];
    watched.watch(engine);
    const run = await engine.start(it, 1);
    await world.clock.settle();
    await engine.signal({ runId: run.id }, go, 5);
    expect(await run.result()).toBe(6);
    await world.clock.settle();
    read.add(await historyOf(engine, run.id));
    expect(visits(reportOf(read))).toEqual({ a: 1, wait: 1, b: 1, done: 1 });
    expect(read.report()).toEqual(watched.report());
  });

  it('goes on in an engine that takes a run over, without a visit counted twice', async () => {
    const it = waiting();
    const first = await world.engine([it]);
    const coverage = flowCoverage(it);
    coverage.watch(first);
    const run = await first.start(it, 1);
    await world.clock.settle();
    await first.stop();
    const second = await world.engine([it]);
    coverage.watch(second);
    await second.signal({ runId: run.id }, go, 5);
    await world.clock.settle();
    expect(visits(reportOf(coverage))).toEqual({ a: 1, wait: 1, b: 1, done: 1 });
    expect(reportOf(coverage)).toMatchObject({ runs: 1, unknown: [] });
  });

  it('counts for the version in which things happen when a run is migrated', async () => {
    const [old, young] = [waiting('1.0.0'), waiting('2.0.0', 'pause')];
    const coverage = flowCoverage(old, young);
    const engine = await world.engine([old, young]);
    coverage.watch(engine);
    const run = await engine.start(old, 1);
    await world.clock.settle();
    await engine.migrate([run.id], { to: young, map: { wait: 'pause' } });
    await engine.signal({ runId: run.id }, go, 5);
    await world.clock.settle();
    expect(visits(reportOf(coverage, 0))).toEqual({ a: 1, wait: 1, b: 0, done: 0 });
    expect(visits(reportOf(coverage, 1))).toEqual({ a: 0, pause: 1, b: 1, done: 1 });
    expect(ways(reportOf(coverage, 1))).toEqual({ 'a next': 0, 'pause next': 1, 'b next': 1 });
    expect(coverage.report().flows.map(({ unknown }) => unknown)).toEqual([[], []]);
  });

  it('takes what a migrated run did before for unknown where only the new version is covered', async () => {
    const [old, young] = [waiting('1.0.0'), waiting('2.0.0')];
    const coverage = flowCoverage(young);
    const engine = await world.engine([old, young]);
    coverage.watch(engine);
    const run = await engine.start(old, 1);
    await world.clock.settle();
    await engine.migrate([run.id], { to: young });
    await engine.signal({ runId: run.id }, go, 5);
    await world.clock.settle();
    const report = reportOf(coverage);
    expect(visits(report)).toEqual({ a: 0, wait: 1, b: 1, done: 1 });
    expect(report.unknown.map(({ version, place }) => `${place}@${version}`)).toEqual(['a@1.0.0', 'wait@1.0.0']);
  });

  it('counts a fork as a run, and of it what it does itself', async () => {
    const it = waiting();
    const engine = await world.engine([it]);
    const run = await engine.start(it, 1);
    await world.clock.settle();
    await engine.signal({ runId: run.id }, go, 5);
    await run.result();
    const coverage = flowCoverage(it);
    coverage.watch(engine);
    const copy = await engine.fork(run.id, { after: 'wait#1' });
    await copy.result();
    await world.clock.settle();
    expect(visits(reportOf(coverage))).toEqual({ a: 0, wait: 0, b: 1, done: 1 });
    expect(reportOf(coverage).runs).toBe(1);
  });

  it('counts what a redriven run does', async () => {
    const service = { broken: true };
    const { to, wire } = flow('fragile').nodes({
      a: inc,
      call: fn('call', (n: number) => {
        if (service.broken) throw new Error('the service is down');
        return n;
      }),
      done: exit<number>(),
    });
    const fragile = wire('a', { a: to.call, call: to.done });
    const engine = await world.engine([fragile]);
    const coverage = flowCoverage(fragile);
    coverage.watch(engine);
    const run = await engine.start(fragile, 1);
    await run.result().catch(() => undefined);
    expect(ways(reportOf(coverage))).toEqual({ 'a next': 1, 'call next': 0 });
    service.broken = false;
    await engine.redrive(run.id);
    await world.clock.settle();
    expect(ways(reportOf(coverage))).toEqual({ 'a next': 1, 'call next': 1 });
    expect(reportOf(coverage)).toMatchObject({ runs: 1, nodes: { covered: 3, total: 3 } });
  });
});
