import {
  type DurableEngine,
  each,
  exit,
  flow,
  fn,
  RunCancelledError,
  RunFailedError,
  type StepContext,
  type Storage,
  signal,
  sleep,
  waitFor,
} from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { memoryStorage } from '../../../../src/storage/memory';
import { type Fault, faultyAt } from './failing-storage';

type Options = Partial<Parameters<typeof createStorageEngine>[0]>;

let clock: VirtualClock;
let storage: Storage;
const engines: DurableEngine[] = [];
beforeEach(() => {
  clock = new VirtualClock({ start: 1_000_000 });
  storage = memoryStorage({ maxBody: 5000 });
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop({ graceMs: 0 });
});

async function engineWith(options: Options): Promise<DurableEngine> {
  const engine = createStorageEngine({ storage, clock, random: () => 0.5, ...options });
  engines.push(engine);
  await engine.ready();
  return engine;
}

/** The outcome of a run that an engine only knows by its id. */
async function resultOf(engine: DurableEngine, id: string): Promise<unknown> {
  return (await engine.get(id))?.result();
}

const paid = signal<{ readonly amount: number }>('paid');

/** A flow of one step, and its gates: each execution waits until it is let through. */
function gated() {
  const contexts: StepContext[] = [];
  const signals: AbortSignal[] = [];
  const gates: (() => void)[] = [];
  const step = fn('step', async (n: number, ctx: StepContext) => {
    contexts.push(ctx);
    // Read at once, so that the attempt hears of its release.
    signals.push(ctx.signal);
    await new Promise<void>((resolve) => gates.push(resolve));
    return n + 1;
  });
  const { to, wire } = flow('gated').nodes({ step, done: exit<number>() });
  return { flow: wire('step', { step: to.done }), contexts, signals, gates };
}

const waiting = (() => {
  const { to, wire } = flow('waiting').nodes({ wait: waitFor(paid), done: exit<{ readonly amount: number }>() });
  return wire('wait', { wait: to.done });
})();

/** Ends all leases, as another engine does that has not seen them renewed. */
async function endLeases(): Promise<void> {
  for (const { id, renewal } of await storage.leases({ except: { id: 0 } }))
    await storage.endLease({ lease: { id }, renewal });
}

describe('an engine whose storage did not answer', () => {
  /** The storage, with what becomes of its calls. */
  const failing = (when: (method: string) => Fault): Storage => faultyAt(storage, clock, when).storage;

  it('tells who starts a run that nobody knows whether it was started, and gives the same run to whoever repeats it', async () => {
    const { flow: one, contexts, gates } = gated();
    let lost = false;
    const engine = await engineWith({
      storage: failing((method) => (method === 'create' && lost ? 'after' : 'none')),
      flows: [one],
    });
    lost = true;
    await expect(engine.start(one, 1, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('idempotencyKey'),
      details: { outcome: 'unknown', idempotencyKey: 'k' },
    });
    lost = false;
    const run = await engine.start(one, 1, { idempotencyKey: 'k' });
    await clock.advance(100);
    expect(contexts).toHaveLength(1);
    gates.shift()?.();
    expect(await run.result()).toBe(2);
    expect((await engine.list()).items).toHaveLength(1);
  });

  it('tells who sends a signal, and lets it be repeated without a second effect', async () => {
    let lost = false;
    const engine = await engineWith({
      storage: failing((method) => (method === 'send' && lost ? 'after' : 'none')),
      flows: [waiting],
    });
    const run = await engine.start(waiting, undefined);
    lost = true;
    const send = () => engine.signal({ runId: run.id }, paid, { amount: 1 }, { idempotencyKey: 's' });
    await expect(send()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', details: { outcome: 'unknown' } });
    lost = false;
    await send();
    await clock.settle();
    expect(await run.result()).toEqual({ amount: 1 });
  });

  it('waits for a storage that is down for long, and then ends the run', async () => {
    const { flow: one, contexts, gates } = gated();
    let down = false;
    const engine = await engineWith({ storage: failing(() => (down ? 'before' : 'none')), flows: [one] });
    const run = await engine.start(one, 1);
    const result = run.result();
    await clock.settle();
    down = true;
    gates.shift()?.();
    await clock.settle();
    for (let minute = 0; minute < 10; minute += 1) await clock.advance(60_000);
    down = false;
    await clock.advance(10_000);
    // What was done could not be written, so it is done again.
    expect(contexts.map(({ idempotencyKey }) => idempotencyKey)).toEqual([`${run.id}:step#1`, `${run.id}:step#1`]);
    gates.shift()?.();
    await clock.settle();
    expect(await result).toBe(2);
  });

  it('fails a step whose result can never be written, and not the run again and again', async () => {
    let executions = 0;
    const huge = fn('huge', () => {
      executions += 1;
      return 'x'.repeat(10_000);
    });
    const { to, wire } = flow('huge').nodes({ huge, done: exit<string>() });
    const one = wire('huge', { huge: to.done });
    const engine = await engineWith({ flows: [one] });
    const result = engine.run(one, undefined).catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(await result).toMatchObject({ failure: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(executions).toBe(1);
  });

  it('does not count its own losses against a step', async () => {
    const { flow: one, contexts, gates } = gated();
    let lost = false;
    const engine = await engineWith({
      storage: failing((method) => (method === 'commit' && lost ? 'before' : 'none')),
      flows: [one],
      maxRecoveries: 0,
    });
    const run = await engine.start(one, 1);
    await clock.settle();
    for (let loss = 0; loss < 3; loss += 1) {
      lost = true;
      gates.shift()?.();
      await clock.settle();
      lost = false;
      await clock.advance(5000);
      expect(contexts).toHaveLength(loss + 2);
    }
    gates.shift()?.();
    expect(await run.result()).toBe(2);
  });
});

describe('an engine whose lease was ended by another', () => {
  it('drops its runs, aborts what is in flight, cannot commit, and goes on with a new lease', async () => {
    const { flow: one, contexts, signals, gates } = gated();
    const sleeper = await engineWith({ flows: [one] });
    const run = await sleeper.start(one, 1);
    await clock.settle();
    // It sleeps: only the other one sees the time pass.
    await endLeases();
    const other = await engineWith({ flows: [one] });
    await clock.settle();
    expect(contexts).toHaveLength(2);
    gates[1]?.();
    await clock.settle();
    expect(await resultOf(other, run.id)).toBe(2);
    await clock.advance(15_000);
    expect(signals[0]?.aborted).toBe(true);
    gates[0]?.();
    await clock.settle();
    const events = await storage.journal({ run: 1 });
    expect(events.map(({ no }) => no)).toEqual(events.map((_, index) => index + 1));
    const next = await sleeper.start(one, 5);
    await clock.settle();
    gates[2]?.();
    expect(await next.result()).toBe(6);
  });

  it('does not end it itself, though its storage answers more slowly than the lease lasts', async () => {
    const inner = storage;
    const renewed: boolean[] = [];
    const slow: Storage = {
      ...inner,
      renewLease: async (request) => {
        const answer = await inner.renewLease(request);
        await new Promise<void>((resolve) => clock.setTimer(400, resolve));
        renewed.push(answer);
        return answer;
      },
    };
    await engineWith({ storage: slow, lease: 300 });
    await clock.advance('5s');
    expect(renewed.length).toBeGreaterThan(5);
    expect(renewed).not.toContain(false);
  });

  it('aborts a signal that a step asks for only afterwards', async () => {
    const signals: boolean[] = [];
    const late = fn('late', async (_: number, ctx: StepContext) => {
      await new Promise<void>((resolve) => clock.setTimer(20_000, resolve));
      signals.push(ctx.signal.aborted);
      return 0;
    });
    const { to, wire } = flow('late').nodes({ late, done: exit<number>() });
    const one = wire('late', { late: to.done });
    const engine = await engineWith({ flows: [one] });
    await engine.start(one, 1);
    await clock.settle();
    await endLeases();
    await clock.advance(15_000);
    await clock.advance(5000);
    // The second is the one that does it again.
    expect(signals).toEqual([true, false]);
  });
});

describe('a step in which the process dies', () => {
  it('is executed again up to the limit and then fails with STEP_CRASHED, and the next run is not affected', async () => {
    const { flow: one, contexts } = gated();
    let runs: readonly string[] = [];
    for (let death = 0; death <= 2; death += 1) {
      const engine = await engineWith({ flows: [one], maxRecoveries: 2 });
      runs = death === 0 ? [(await engine.start(one, 1)).id] : runs;
      await clock.settle();
      expect(contexts).toHaveLength(death + 1);
      await engine.stop({ graceMs: 0 });
    }
    const last = await engineWith({ flows: [one], maxRecoveries: 2 });
    await clock.settle();
    const failure = await (await last.get(runs[0] ?? ''))?.result().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunFailedError);
    expect(failure).toMatchObject({ failure: { code: 'STEP_CRASHED' } });
    const run = await last.start(one, 7);
    await clock.settle();
    expect(await run.status()).toBe('running');
  });
});

describe('what a durable engine takes and gives', () => {
  it('cancels a run when the signal is aborted that it was started with, and lets go of the signal when the run ends', async () => {
    const engine = await engineWith({ flows: [waiting] });
    const controller = new AbortController();
    const run = await engine.start(waiting, undefined, { signal: controller.signal });
    await clock.settle();
    controller.abort();
    await clock.settle();
    await expect(run.result()).rejects.toBeInstanceOf(RunCancelledError);
    await expect(engine.start(waiting, undefined, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });

    const other = new AbortController();
    const removed = jest.spyOn(other.signal, 'removeEventListener');
    const ended = await engine.start(waiting, undefined, { signal: other.signal });
    await engine.signal({ runId: ended.id }, paid, { amount: 1 });
    await ended.result();
    await clock.settle();
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
  });

  it('completes the outputs of a run that has ended, in whichever process', async () => {
    const engine = await engineWith({ flows: [waiting] });
    const other = await engineWith({ flows: [] });
    const run = await engine.start(waiting, undefined);
    const completed: string[] = [];
    (await other.get(run.id))?.outputs$.subscribe({ complete: () => completed.push('elsewhere') });
    run.outputs$.subscribe({ complete: () => completed.push('here') });
    await clock.settle();
    expect(completed).toEqual([]);
    await engine.signal({ runId: run.id }, paid, { amount: 1 });
    await clock.settle();
    expect(completed.sort()).toEqual(['elsewhere', 'here']);
    run.outputs$.subscribe({ complete: () => completed.push('late') });
    await clock.settle();
    expect(completed).toContain('late');
  });

  it('fires timers that are years away, in their order, after a restart', async () => {
    const fired: string[] = [];
    const note = fn('note', (name: string) => {
      fired.push(name);
    });
    const napOf = (name: string, duration: string) => {
      const { to, wire, input } = flow<string>(name).nodes({
        nap: sleep(duration as '1d'),
        note,
        done: exit<unknown>(),
      });
      return wire('nap', { nap: to.note.from(input), note: to.done });
    };
    const naps = [napOf('late', '1000d'), napOf('later', '2000d'), napOf('soon', '100d')];
    const first = await engineWith({ flows: naps });
    for (const nap of naps) await first.start(nap, nap.name);
    await clock.settle();
    await first.stop();
    await engineWith({ flows: naps });
    await clock.settle();
    await clock.jump(100 * 86_400_000 - 1000);
    expect(fired).toEqual([]);
    await clock.jump(3000 * 86_400_000);
    expect(fired).toEqual(['soon', 'late', 'later']);
  });

  it('refuses items of a source that cannot be opened again, and says why', async () => {
    const list = fn('list', () => ({
      async *[Symbol.asyncIterator]() {
        yield await Promise.resolve(1);
      },
    }));
    const { to, wire } = flow('source').nodes({
      list,
      items: each(fn('item', (n: number) => n)),
      done: exit<unknown>(),
    });
    const one = wire('list', { list: to.items, items: to.done });
    const engine = await engineWith({ flows: [one] });
    const failed = engine.run(one, undefined).catch((error: unknown) => error);
    await clock.settle();
    expect(await failed).toMatchObject({ failure: { code: 'NOT_SERIALISABLE' } });
  });

  it('leaves nothing on the clock when it is stopped', async () => {
    const engine = await engineWith({ flows: [waiting] });
    const run = await engine.start(waiting, undefined, { signal: new AbortController().signal });
    run.events$.subscribe();
    run.outputs$.subscribe();
    void run.result().catch(() => undefined);
    await clock.settle();
    await engine.stop();
    run.events$.subscribe();
    run.outputs$.subscribe();
    await clock.settle();
    expect(clock.pending).toBe(0);
  });
});
