import {
  all,
  type ContextOf,
  createEngine,
  type Engine,
  type EngineEvent,
  exit,
  flow,
  fn,
  MachineStep,
  node,
  type RunEvent,
  type RunStreamEvent,
  Step,
  sleep,
} from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { filter, map, take } from 'rxjs';

@Step()
class Tick extends MachineStep<number, number, { tick: number; note: string }> {
  execute(n: number, ctx: ContextOf<this>) {
    ctx.emit('note', `from ${ctx.path}`);
    for (let i = 0; i < n; i += 1) ctx.emit('tick', i);
    return n;
  }
}

const ticking = (() => {
  const { to, wire } = flow('ticking').nodes({ tick: Tick, done: exit<number>() });
  return wire('tick', { tick: to.done });
})();

const napping = (() => {
  const { to, wire } = flow('napping').nodes({
    tick: Tick,
    nap: sleep('1h'),
    again: fn('again', () => 2),
    more: Tick,
    done: exit<number>(),
  });
  return wire('tick', { tick: to.nap, nap: to.again, again: to.more, more: to.done });
})();

let clock: VirtualClock;
let engine: Engine;
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  engine = await createEngine({ clock });
});
afterEach(() => engine.stop({ graceMs: 0 }));

function gather<T>(): { readonly values: T[]; readonly next: (value: T) => void } {
  const values: T[] = [];
  return { values, next: (value) => values.push(value) };
}

describe('the events of a run', () => {
  it('are numbered from 1 without a gap, and end with the run', async () => {
    const run = await engine.start(ticking, 1, { correlationId: 'c-1' });
    const events = gather<RunStreamEvent>();
    const complete = jest.fn();
    run.events$.subscribe({ next: events.next, complete });
    await run.result();
    expect(events.values.map(({ seq }) => seq)).toEqual(events.values.map((_, index) => index + 1));
    expect(events.values.map(({ type }) => type)).toEqual([
      'run.started',
      'step.scheduled',
      'step.started',
      'step.completed',
      'route.taken',
      'run.completed',
    ]);
    expect(events.values[3]).toMatchObject({
      v: 1,
      runId: run.id,
      flow: 'ticking',
      version: '1.0.0',
      path: 'tick#1',
      node: 'tick',
      attempt: 1,
      correlationId: 'c-1',
      data: { action: 'next', value: 1 },
    });
    expect(events.values.every(({ at }) => Number.isInteger(at))).toBe(true);
    expect(complete).toHaveBeenCalledTimes(1);
  });

  it('reach a late subscriber from the first one that was kept', async () => {
    const run = await engine.start(napping, 1);
    const early = gather<RunStreamEvent>();
    run.events$.subscribe(early.next);
    await clock.settle();
    const late = gather<RunStreamEvent>();
    run.events$.subscribe(late.next);
    await clock.advance(3_600_000);
    await run.result();
    const after = gather<RunStreamEvent>();
    run.events$.subscribe(after.next);
    expect(late.values).toEqual(early.values);
    expect(after.values).toEqual(early.values);
  });

  it('begin with a snapshot where nothing was kept, which says how many were missed', async () => {
    const run = await engine.start(napping, 1);
    await clock.settle();
    const late = gather<RunStreamEvent>();
    run.events$.subscribe(late.next);
    await clock.advance(3_600_000);
    await run.result();
    const [first, second] = late.values;
    expect(first).toMatchObject({ type: 'run.snapshot', data: { status: 'waiting', missed: first?.seq } });
    expect(second?.seq).toBe((first?.seq ?? 0) + 1);
  });

  it('are kept from the start on where the start asks for it, up to that number', async () => {
    const run = await engine.start(ticking, 1, { retainedEvents: 3 });
    await run.result();
    const late = gather<RunStreamEvent>();
    run.events$.subscribe(late.next);
    expect(late.values.map(({ type }) => type)).toEqual([
      'run.snapshot',
      'step.completed',
      'route.taken',
      'run.completed',
    ]);
    expect(late.values[0]).toMatchObject({ seq: 3, data: { missed: 3 } });
  });

  it('reach somebody who subscribes on an event once', async () => {
    const run = await engine.start(ticking, 1);
    const late = gather<number>();
    let subscribed = false;
    run.events$.subscribe(() => {
      if (!subscribed) run.events$.subscribe(({ seq }) => late.next(seq));
      subscribed = true;
    });
    await run.result();
    expect(late.values).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('of runs that have ended are kept for the latest of them, and for those that asked for it', async () => {
    const small = await createEngine({ retainedEvents: 10 });
    const asked = await small.start(ticking, 1, { retainedEvents: 5 });
    await asked.result();
    const runs = [];
    for (let count = 0; count < 3; count += 1) {
      const run = await small.start(ticking, 1);
      run.events$.subscribe();
      await run.result();
      runs.push(run);
    }
    const replayed = [asked, ...runs].map((run) => {
      const events = gather<RunStreamEvent>();
      const complete = jest.fn();
      run.events$.subscribe({ next: events.next, complete });
      expect(complete).toHaveBeenCalledTimes(1);
      return events.values.map(({ type, seq }) => `${seq} ${type}`);
    });
    expect(replayed[0]).toHaveLength(6);
    expect(replayed[1]).toEqual(['6 run.snapshot']);
    expect(replayed[2]).toEqual(['6 run.snapshot']);
    expect(replayed[3]?.[0]).toBe('1 run.started');
    await small.stop();
  });

  it('tell of retries, failures, routes and cancellation', async () => {
    const draft = flow('troubled').nodes({
      flaky: node(
        fn('flaky', (_: undefined, ctx) => {
          if (ctx.attempt === 1) throw new Error('once');
          return 1;
        }),
        { retry: { maxAttempts: 2, initial: 0 } },
      ),
      broken: fn('broken', (): number => {
        throw new TypeError('broken');
      }),
      nap: sleep('1h'),
      done: exit<unknown>(),
    });
    const { to } = draft;
    const troubled = draft.wire('flaky', { flaky: to.broken, broken: { next: to.done, error: to.nap }, nap: to.done });
    const run = await engine.start(troubled, undefined);
    const events = gather<RunStreamEvent>();
    run.events$.subscribe(events.next);
    await clock.settle();
    await run.cancel({ reason: 'enough' });
    const brief = events.values.map((event) => ('path' in event ? `${event.type} ${event.path}` : event.type));
    expect(brief).toEqual([
      'run.started',
      'step.scheduled flaky#1',
      'step.started flaky#1',
      'step.retrying flaky#1',
      'step.started flaky#1',
      'step.completed flaky#1',
      'route.taken flaky#1',
      'step.scheduled broken#1',
      'step.started broken#1',
      'step.failed broken#1',
      'route.taken broken#1',
      'step.scheduled nap#1',
      'step.started nap#1',
      'run.waiting',
      'step.cancelled nap#1',
      'run.cancelled',
    ]);
  });
});

describe('the outputs of a run', () => {
  it('arrive in order, with where they come from', async () => {
    const run = await engine.start(ticking, 3);
    const ticks = gather<number>();
    const notes = gather<string>();
    const outputs = gather<unknown>();
    run.output('tick').subscribe(ticks.next);
    run.output('note').subscribe(notes.next);
    run.outputs$.subscribe(outputs.next);
    await run.result();
    expect(ticks.values).toEqual([0, 1, 2]);
    expect(notes.values).toEqual(['from tick#1']);
    expect(outputs.values[1]).toEqual({
      runId: run.id,
      node: 'tick',
      path: 'tick#1',
      attempt: 1,
      execution: 1,
      seq: 3,
      no: 2,
      channel: 'tick',
      value: 0,
    });
  });

  it('are typed by channel', async () => {
    const run = await engine.start(ticking, 1);
    run.outputs$.subscribe((output) => {
      if (output.channel === 'tick') expect(output.value.toFixed(0)).toBe('0');
      else expect(output.value.toUpperCase()).toBe('FROM TICK#1');
    });
    await run.result();
  });

  it('are dropped once their attempt is over', async () => {
    let late: (() => void) | undefined;
    @Step()
    class Leaky extends MachineStep<undefined, string, { tick: number }> {
      execute(_: undefined, ctx: ContextOf<this>) {
        ctx.emit('tick', 1);
        late = () => ctx.emit('tick', 2);
        return 'x';
      }
    }
    const { to, wire } = flow('leaky').nodes({ leak: Leaky, nap: sleep(5), done: exit<undefined>() });
    const run = await engine.start(wire('leak', { leak: to.nap, nap: to.done }), undefined);
    const ticks = gather<number>();
    run.output('tick').subscribe(ticks.next);
    await clock.settle();
    late?.();
    await clock.advance(10);
    await run.result();
    expect(ticks.values).toEqual([1]);
  });

  it('keep the order of each node when branches and items emit at once', async () => {
    const { to, wire } = flow('fan').nodes({ both: all({ left: Tick, right: Tick }), done: exit<unknown>() });
    const run = await engine.start(wire('both', { both: to.done }), 3);
    const byPath = new Map<string, unknown[]>();
    run.outputs$.subscribe((output) => {
      if (output.channel === 'tick') byPath.set(output.path, [...(byPath.get(output.path) ?? []), output.value]);
    });
    await run.result();
    expect([...byPath]).toEqual([
      ['both#1/left#1', [0, 1, 2]],
      ['both#1/right#1', [0, 1, 2]],
    ]);
  });
});

describe('a subscriber', () => {
  it('that throws harms neither the run nor other subscribers, also behind operators', async () => {
    const failures = gather<string>();
    engine.events$.subscribe((event) => {
      if (event.type === 'subscriber.failed') failures.next(event.failure.message);
    });
    const run = await engine.start(ticking, 2);
    const ticks = gather<number>();
    run.output('tick').subscribe(() => {
      throw new Error('direct');
    });
    run
      .output('tick')
      .pipe(
        map((tick) => tick * 10),
        filter((tick) => tick > 0),
      )
      .subscribe(() => {
        throw new Error('behind operators');
      });
    run
      .output('tick')
      .pipe(
        map((): number => {
          throw new Error('in an operator');
        }),
      )
      .subscribe();
    run.output('tick').subscribe(ticks.next);
    await expect(run.result()).resolves.toBe(2);
    expect(ticks.values).toEqual([0, 1]);
    expect(failures.values.sort()).toEqual(['behind operators', 'direct', 'direct', 'in an operator']);
  });

  it('may leave at any time', async () => {
    const run = await engine.start(ticking, 5);
    const ticks = gather<number>();
    run.output('tick').pipe(take(2)).subscribe(ticks.next);
    await run.result();
    expect(ticks.values).toEqual([0, 1]);
  });

  it('may cancel the run from within, and all see the same order', async () => {
    const run = await engine.start(napping, 1);
    const first = gather<number>();
    const second = gather<number>();
    run.events$.subscribe((event) => {
      first.next(event.seq);
      if (event.type === 'step.completed') void run.cancel({ reason: 'from a subscriber' });
    });
    run.events$.subscribe((event) => second.next(event.seq));
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    expect(second.values).toEqual(first.values);
    expect(first.values).toEqual(first.values.map((_, index) => index + 1));
  });

  it('of the engine sees all its runs', async () => {
    const events = gather<EngineEvent | RunEvent>();
    engine.events$.subscribe(events.next);
    const [a, b] = [await engine.start(ticking, 1), await engine.start(ticking, 1)];
    await Promise.all([a.result(), b.result()]);
    const ended = events.values.flatMap((event) => (event.type === 'run.completed' ? [event.runId] : []));
    expect(ended.sort()).toEqual([a.id, b.id].sort());
    await engine.stop();
    expect(events.values.at(-1)).toMatchObject({ type: 'engine.stopped' });
  });

  it('is warned of by the process where nobody listens to the engine', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const run = await engine.start(ticking, 1);
    run.output('tick').subscribe(() => {
      throw new Error('unheard');
    });
    await run.result();
    expect(warn).toHaveBeenCalledWith(
      'a subscriber threw: unheard',
      expect.objectContaining({ type: 'MillraceWarning' }),
    );
    warn.mockRestore();
  });
});
