import { all, compatible, exit, flow, fn, type RunEvent, sleep, unchecked, waitFor } from 'millrace';
import { DurableWorld, go, inc, resultOf } from '../durable/durable-world';
import { approval, claim } from '../tasks/approval';

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
afterEach(() => world.end());

/** Fails as long as it is broken. */
function fragile() {
  const service = { broken: true, calls: [] as unknown[] };
  const call = fn('call', (n: number) => {
    service.calls.push(n);
    if (service.broken) throw new Error('the service is down');
    return n * 10;
  });
  const draft = flow('fragile').nodes({ a: inc, call, b: inc, done: exit<number>() });
  return { service, fragileFlow: draft.wire('a', { a: draft.to.call, call: draft.to.b, b: draft.to.done }) };
}

function waiting(version: string, name = 'waiting') {
  const draft = flow(name, { version, input: unchecked<number>() }).nodes({
    a: inc,
    wait: waitFor(go),
    b: inc,
    done: exit<number>(),
  });
  const { to } = draft;
  return draft.wire('a', { a: to.wait, wait: to.b, b: to.done });
}

describe('list', () => {
  it('gives runs page by page, newest or oldest first, and none twice or not at all', async () => {
    const engine = await world.engine([waiting('1.0.0')]);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push((await engine.start('waiting', n, { tags: [n % 2 === 0 ? 'even' : 'odd'], correlationId: `c${n}` })).id);
      await world.clock.jump(10);
    }
    await world.clock.settle();
    const first = await engine.list({ order: 'oldest', limit: 2 });
    const second = await engine.list({ order: 'oldest', limit: 2, after: first.next });
    const third = await engine.list({ order: 'oldest', limit: 2, after: second.next });
    expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(ids);
    expect(third.next).toBeUndefined();
    const found = async (filter: Parameters<typeof engine.list>[0]) => (await engine.list(filter)).items.length;
    expect(await found({ tag: 'even' })).toBe(3);
    expect(await found({ correlationId: 'c3' })).toBe(1);
    expect(await found({ status: 'waiting', version: '1.0.0' })).toBe(5);
    expect(await found({ status: ['failed', 'completed'] })).toBe(0);
    const { startedAt } = third.items[0] ?? { startedAt: 0 };
    expect(await found({ since: new Date(startedAt) })).toBe(1);
    expect(await found({ until: startedAt })).toBe(4);
  });

  it.each([
    ['limit', { limit: 0 }],
    ['status', { status: 'lost' as never }],
    ['status', { status: 7 as never }],
    ['order', { order: 'random' as never }],
    ['tag', { tag: ['a'] as never }],
    ['until', { until: 'today' as never }],
    ['since', { since: new Date('never') }],
    ['after', { after: 'page two' }],
  ])('refuses a filter whose %s makes no sense', async (option, filter) => {
    const engine = await world.engine();
    await expect(engine.list(filter)).rejects.toMatchObject({ code: 'INVALID_OPTION', details: { option } });
  });
});

describe('a paused run', () => {
  it('starts nothing more until it is resumed, also by another engine', async () => {
    const flowOfThree = waiting('1.0.0');
    const engine = await world.engine([flowOfThree]);
    const run = await engine.start(flowOfThree, 1);
    await world.clock.settle();
    await run.pause({ reason: 'maintenance' });
    await world.clock.settle();
    await engine.signal({ runId: run.id }, go, 5);
    await world.clock.settle();
    expect(await run.status()).toBe('paused');
    await engine.stop();
    const other = await world.engine([flowOfThree]);
    await (await other.get(run.id))?.resume();
    await world.clock.settle();
    expect(await resultOf(other, run.id)).toBe(6);
  });
});

describe('redrive', () => {
  it('tries a failed run again from where it failed, and does nothing twice', async () => {
    const { service, fragileFlow } = fragile();
    const engine = await world.engine([fragileFlow]);
    const run = await engine.start(fragileFlow, 1);
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_FAILED' });
    expect((await engine.list({ status: 'failed' })).items).toMatchObject([
      { id: run.id, at: ['call#1'], failure: { message: 'the service is down' } },
    ]);
    service.broken = false;
    expect(await (await engine.redrive(run.id)).result()).toBe(21);
    expect(service.calls).toEqual([2, 2]);
    expect((await engine.history(run.id)).items.map(({ type }) => type)).toContain('run.redriven');
  });

  it('takes an edited input for the node that failed, as a new visit', async () => {
    const { service, fragileFlow } = fragile();
    const engine = await world.engine([fragileFlow]);
    const run = await engine.start(fragileFlow, 1);
    await expect(run.result()).rejects.toThrow();
    service.broken = false;
    expect(await (await engine.redrive(run.id, { input: 7 })).result()).toBe(71);
    expect(service.calls).toEqual([2, 7]);
    const { items } = await engine.history(run.id);
    expect(
      items.filter((event) => event.type === 'step.completed').map((event) => 'path' in event && event.path),
    ).toEqual(['a#1', 'call#2', 'b#1']);
  });

  it('does so by another engine after the first is gone, and again if it fails again', async () => {
    const { service, fragileFlow } = fragile();
    const first = await world.engine([fragileFlow]);
    const run = await first.start(fragileFlow, 1);
    await expect(run.result()).rejects.toThrow();
    await first.stop();
    const second = await world.engine([fragileFlow]);
    await expect((await second.redrive(run.id)).result()).rejects.toThrow('the service is down');
    service.broken = false;
    expect(await (await second.redrive(run.id)).result()).toBe(21);
  });

  it('refuses to try a number of runs again that makes no sense', async () => {
    const engine = await world.engine();
    for (const limit of [0, -1, Number.NaN])
      await expect(engine.redriveAll({ limit })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('tries all failed runs again that a filter asks for', async () => {
    const { service, fragileFlow } = fragile();
    const engine = await world.engine([fragileFlow]);
    const runs = await Promise.all(
      [1, 2, 3].map((n) => engine.start(fragileFlow, n, { tags: [n < 3 ? 'few' : 'many'] })),
    );
    for (const run of runs) await expect(run.result()).rejects.toThrow();
    service.broken = false;
    const { redriven, refused } = await engine.redriveAll({ tag: 'few' });
    expect([redriven, refused]).toEqual([[runs[0]?.id, runs[1]?.id], []]);
    await world.clock.settle();
    expect((await engine.list({ status: 'failed' })).items.map(({ id }) => id)).toEqual([runs[2]?.id]);
  });

  it('refuses a run that has not failed, or that is unknown', async () => {
    const engine = await world.engine([waiting('1.0.0')]);
    const other = await engine.start('waiting', 1);
    await world.clock.settle();
    await expect(engine.redrive(other.id)).rejects.toMatchObject({ code: 'WRONG_STATE', message: /waiting/ });
    await expect(engine.redrive('none')).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
    expect(await other.status()).toBe('waiting');
  });

  it('refuses a run whose flow is not registered', async () => {
    const { fragileFlow } = fragile();
    const engine = await world.engine([fragileFlow]);
    const run = await engine.start(fragileFlow, 1);
    await expect(run.result()).rejects.toThrow();
    const other = await world.engine();
    await expect(other.redrive(run.id)).rejects.toMatchObject({ code: 'UNKNOWN_FLOW' });
  });

  it('takes the slot of its line back, so that others wait until it has ended', async () => {
    const service = { broken: true };
    const held: string[] = [];
    const call = fn('call', (name: string) => {
      if (service.broken) throw new Error('down');
      held.push(name);
      return name;
    });
    const draft = flow('lined', { concurrency: { limit: 1 } }).nodes({
      call,
      wait: waitFor(go),
      done: exit<unknown>(),
    });
    const lined = draft.wire('call', { call: draft.to.wait, wait: draft.to.done });
    const engine = await world.engine([lined]);
    const failed = await engine.start(lined, 'first');
    await expect(failed.result()).rejects.toThrow();
    service.broken = false;
    await engine.redrive(failed.id);
    const second = await engine.start(lined, 'second');
    await world.clock.settle();
    expect([held, await second.status()]).toEqual([['first'], 'pending']);
    await engine.signal({ runId: failed.id }, go, 1);
    await world.clock.settle();
    expect([held, await second.status()]).toEqual([['first', 'second'], 'waiting']);
  });
});

describe('fork', () => {
  it('starts a copy from a committed step on, with a history of its own', async () => {
    const calls: string[] = [];
    const step = (name: string) =>
      fn(name, (n: number) => {
        calls.push(name);
        return n + 1;
      });
    const draft = flow('forked').nodes({ a: step('a'), b: step('b'), c: step('c'), done: exit<number>() });
    const forked = draft.wire('a', { a: draft.to.b, b: draft.to.c, c: draft.to.done });
    const engine = await world.engine([forked]);
    const run = await engine.start(forked, 1, { tags: ['x'] });
    await run.result();
    const copy = await engine.fork(run.id, { after: 'a#1', id: 'copy' });
    expect(await copy.result()).toBe(4);
    expect(calls).toEqual(['a', 'b', 'c', 'b', 'c']);
    const { items } = await engine.history('copy');
    expect(items[0]).toMatchObject({ seq: 1, type: 'run.forked', runId: 'copy', data: { from: run.id } });
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
    expect(await engine.inspect('copy')).toMatchObject({ tags: ['x'], status: 'completed' });
  });

  it('starts a copy from the point before a run began to end, unless it is told otherwise', async () => {
    const { service, fragileFlow } = fragile();
    const engine = await world.engine([fragileFlow]);
    const run = await engine.start(fragileFlow, 1);
    await expect(run.result()).rejects.toThrow();
    service.broken = false;
    expect(await (await engine.fork(run.id)).result()).toBe(21);
    expect(await run.status()).toBe('failed');
  });

  it('opens waits and timers again in the copy', async () => {
    const draft = flow('both').nodes({ both: all({ nap: sleep('10s'), wait: waitFor(go) }), done: exit<unknown>() });
    const both = draft.wire('both', { both: draft.to.done });
    const engine = await world.engine([both]);
    const run = await engine.start(both, undefined);
    await world.clock.settle();
    const copy = await engine.fork(run.id);
    await engine.signal({ runId: copy.id }, go, 3);
    await world.clock.jump(10_000);
    expect(await copy.result()).toEqual({ nap: undefined, wait: 3 });
    expect(await run.status()).toBe('waiting');
  });

  it('opens tasks in the copy even if the engine is gone before the copy could begin', async () => {
    const approve = approval();
    const engine = await world.engine([approve]);
    const run = await engine.start(approve, claim);
    await world.clock.settle();
    const copy = await engine.fork(run.id);
    await engine.stop();
    const other = await world.engine([approve]);
    await world.clock.settle();
    expect((await other.tasks.list()).items.map(({ runId }) => runId)).toEqual([run.id, copy.id]);
  });

  it('refuses a point after the end, one that there is not, and a run that is unknown', async () => {
    const flowOfThree = waiting('1.0.0');
    const engine = await world.engine([flowOfThree]);
    const run = await engine.start(flowOfThree, 1);
    await engine.signal({ runId: run.id }, go, 1);
    await run.result();
    const { seq } = (await engine.inspect(run.id)) ?? { seq: 0 };
    await expect(engine.fork(run.id, { after: seq })).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await expect(engine.fork(run.id, { after: seq + 1 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(engine.fork(run.id, { after: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(engine.fork(run.id, { after: 'nowhere#1' })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(engine.fork('none')).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
  });
});

describe('the history of a run', () => {
  it('comes in pages that fit together', async () => {
    const draft = flow('long').nodes({ a: inc, b: inc, c: inc, d: inc, done: exit<number>() });
    const { to } = draft;
    const long = draft.wire('a', { a: to.b, b: to.c, c: to.d, d: to.done });
    const engine = await world.engine([long]);
    const run = await engine.start(long, 1);
    await run.result();
    const events: RunEvent[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page = await engine.history(run.id, { after, limit: 3 });
      expect(page.items.length).toBeLessThanOrEqual(3);
      events.push(...page.items);
      after = page.next;
    }
    const { seq } = (await engine.inspect(run.id)) ?? { seq: 0 };
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
  });
});

describe('versions', () => {
  it('stay with their runs, several at once', async () => {
    const [old, young] = [waiting('1.0.0'), waiting('2.0.0')];
    const engine = await world.engine([old, young]);
    const runs = [await engine.start(old, 1), await engine.start('waiting', 1)];
    await world.clock.settle();
    expect(runs.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
    await engine.signal({ runId: runs[0]?.id ?? '' }, go, 1);
    expect(await runs[0]?.result()).toBe(2);
    expect(await engine.inspect(runs[0]?.id ?? '')).toMatchObject({ version: '1.0.0' });
  });

  it('that are not registered leave their runs waiting, as orphans', async () => {
    const old = waiting('1.0.0');
    const first = await world.engine([old]);
    const run = await first.start(old, 1);
    await world.clock.settle();
    await first.stop();
    const second = await world.engine([waiting('2.0.0')]);
    await second.signal({ runId: run.id }, go, 4);
    await world.clock.settle();
    expect(await second.orphans()).toMatchObject({ items: [{ id: run.id, version: '1.0.0', status: 'waiting' }] });
    await second.register(old);
    await world.clock.settle();
    expect((await second.orphans()).items).toEqual([]);
    expect(await resultOf(second, run.id)).toBe(5);
  });

  it('whose nodes were changed are refused while they have unfinished runs, unless they are accepted by name', async () => {
    const engine = await world.engine([waiting('1.0.0')]);
    await engine.start('waiting', 1);
    await engine.stop();
    const changed = flow('waiting', { version: '1.0.0' }).nodes({ wait: waitFor(go), done: exit<number>() });
    const other = changed.wire('wait', { wait: changed.to.done });
    await expect(world.engine([other])).rejects.toMatchObject({ code: 'DEFINITION', message: /acceptChanges/ });
    const empty = await world.engine();
    await expect(empty.register(other)).rejects.toMatchObject({ code: 'DEFINITION' });
    await expect(empty.start(other, undefined)).rejects.toMatchObject({ code: 'DEFINITION' });
    await world.engine([other], { acceptChanges: ['waiting'] });
  });

  it('stand in events as they were when these happened, also after the run was moved', async () => {
    const [old, young] = [waiting('1.0.0'), waiting('2.0.0')];
    const engine = await world.engine([old, young]);
    const run = await engine.start(old, 1);
    await world.clock.settle();
    const before = (await engine.history(run.id)).items;
    await engine.migrate([run.id], { to: young });
    const after = (await engine.history(run.id)).items;
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1)).toMatchObject({ type: 'run.migrated', version: '2.0.0' });
  });

  it('can be moved between: waiting runs go on in the new one', async () => {
    const renamed = flow('waiting', { version: '2.0.0' }).nodes({
      a: inc,
      pause: waitFor(go),
      b: fn('double', (n: number) => n * 2),
      done: exit<number>(),
    });
    const { to } = renamed;
    const young = renamed.wire('a', { a: to.pause, pause: to.b, b: to.done });
    const old = waiting('1.0.0');
    expect(compatible(old, young)).toEqual({
      compatible: false,
      obstacles: [expect.objectContaining({ place: 'wait' })],
    });
    expect(compatible(old, young, { map: { wait: 'pause' } })).toEqual({ compatible: true, obstacles: [] });
    const engine = await world.engine([old]);
    const run = await engine.start(old, 1);
    await world.clock.settle();
    expect(await engine.migrate([run.id], { to: young })).toMatchObject({
      moved: [],
      refused: [{ runId: run.id, obstacles: [{ place: 'wait' }] }],
    });
    expect(await engine.migrate({ status: 'waiting' }, { to: young, map: { wait: 'pause' } })).toEqual({
      moved: [run.id],
      refused: [],
    });
    expect(await engine.inspect(run.id)).toMatchObject({ version: '2.0.0', at: ['pause#1'], status: 'waiting' });
    await engine.stop();
    const other = await world.engine([young]);
    await other.signal({ runId: run.id }, go, 21);
    await world.clock.settle();
    expect(await resultOf(other, run.id)).toBe(42);
  });

  it('are not moved between with a map that names places which neither has', async () => {
    const old = waiting('1.0.0');
    const young = waiting('2.0.0');
    const engine = await world.engine([old]);
    const run = await engine.start(old, 1);
    await world.clock.settle();
    for (const [map, place] of [
      [{ wiat: 'wait' }, 'wiat'],
      [{ wait: 'pause' }, 'pause'],
      [{ wait: 'wait', 'wait/inner': 'wait' }, 'wait/inner'],
    ] as const) {
      await expect(engine.migrate([run.id], { to: young, map })).rejects.toMatchObject({
        code: 'INVALID_OPTION',
        details: { option: 'map', place },
        message: expect.stringContaining(`there is no place "${place}" in`) as string,
      });
    }
    for (const map of [{ wait: 7 }, { wait: null }, ['wait']])
      await expect(engine.migrate([run.id], { to: young, map: map as never })).rejects.toMatchObject({
        code: 'INVALID_OPTION',
        details: { option: 'map' },
      });
    expect(await engine.inspect(run.id)).toMatchObject({ version: '1.0.0', status: 'waiting' });
    expect(await engine.migrate([run.id], { to: young, map: { wait: 'wait' } })).toMatchObject({ moved: [run.id] });
  });

  it('can be moved between by a failed run, which then is tried again with what was mended', async () => {
    const { fragileFlow } = fragile();
    const engine = await world.engine([fragileFlow]);
    const run = await engine.start(fragileFlow, 1);
    await expect(run.result()).rejects.toThrow();
    const draft = flow('fragile', { version: '1.0.1' }).nodes({
      a: inc,
      call: fn('mended', (n: number) => n * 100),
      b: inc,
      done: exit<number>(),
    });
    const mended = draft.wire('a', { a: draft.to.call, call: draft.to.b, b: draft.to.done });
    expect(await engine.migrate({ status: 'failed' }, { to: mended })).toMatchObject({ moved: [run.id] });
    expect(await run.status()).toBe('failed');
    expect(await (await engine.redrive(run.id)).result()).toBe(201);
  });

  it('are not moved between by runs that execute, have ended, or belong to another flow', async () => {
    let open: (n: number) => void = () => undefined;
    const draft = flow('busy').nodes({
      work: fn('work', () => new Promise<number>((resolve) => (open = resolve))),
      done: exit<number>(),
    });
    const busy = draft.wire('work', { work: draft.to.done });
    const engine = await world.engine([busy, waiting('1.0.0')]);
    const [run, other] = [await engine.start(busy, undefined), await engine.start('waiting', 1)];
    await world.clock.settle();
    const next = flow('busy', { version: '2.0.0' }).nodes({ work: inc, done: exit<number>() });
    const to = next.wire('work', { work: next.to.done });
    expect(await engine.migrate([run.id, other.id, 'none'], { to })).toMatchObject({
      moved: [],
      refused: [{ runId: run.id }, { runId: other.id, reason: /flow "waiting"/ }, { runId: 'none' }],
    });
    open(1);
    expect(await run.result()).toBe(1);
    expect(await engine.migrate([run.id], { to })).toMatchObject({ refused: [{ reason: /completed/ }] });
  });
});

describe('runs that are over', () => {
  it('are kept until they are purged', async () => {
    const engine = await world.engine([waiting('1.0.0')]);
    const over = await engine.start('waiting', 1);
    await engine.signal({ runId: over.id }, go, 1);
    await over.result();
    await world.clock.jump(1000);
    const unfinished = await engine.start('waiting', 1);
    await world.clock.settle();
    expect(await engine.purge({ olderThan: '2s' })).toBe(0);
    expect(await engine.purge({ olderThan: '1s', flow: 'other' })).toBe(0);
    expect(await engine.purge({ olderThan: 0 })).toBe(1);
    expect(await engine.get(over.id)).toBeUndefined();
    expect(await unfinished.status()).toBe('waiting');
  });

  it('are removed one by one on demand, and only when they are over', async () => {
    const engine = await world.engine([waiting('1.0.0')]);
    const [over, going] = [await engine.start('waiting', 1), await engine.start('waiting', 1)];
    await engine.signal({ runId: over.id }, go, 1);
    await over.result();
    await world.clock.settle();
    await engine.remove(over.id);
    await expect(engine.remove(over.id)).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
    await expect(engine.remove(going.id)).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect((await engine.list()).items.map(({ id }) => id)).toEqual([going.id]);
  });

  it('are removed after the time for which they are kept', async () => {
    const engine = await world.engine([waiting('1.0.0')], { retention: '10s' });
    const over = await engine.start('waiting', 1);
    await engine.signal({ runId: over.id }, go, 1);
    await over.result();
    for (let second = 0; second < 9; second += 1) await world.clock.jump(1000);
    await world.clock.settle();
    expect(await engine.get(over.id)).toBeDefined();
    for (let second = 0; second < 5; second += 1) {
      await world.clock.jump(1000);
    }
    expect(await engine.get(over.id)).toBeUndefined();
  });
});
