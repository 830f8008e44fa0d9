import {
  all,
  type DurableEngine,
  each,
  exit,
  flow,
  fn,
  MachineStep,
  node,
  RunCancelledError,
  RunFailedError,
  Step,
  signal,
  sleep,
  waitFor,
} from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { memoryStorage } from '../../../../src/storage/memory';

type Flows = Parameters<typeof createStorageEngine>[0]['flows'];

let clock: VirtualClock;
let storage: ReturnType<typeof memoryStorage>;
const engines: DurableEngine[] = [];
beforeEach(() => {
  clock = new VirtualClock({ start: 1_000_000 });
  storage = memoryStorage();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop({ graceMs: 0 });
});

async function engineWith(flows: Flows): Promise<DurableEngine> {
  const engine = createStorageEngine({ storage, clock, random: () => 0.5, flows });
  engines.push(engine);
  await engine.ready();
  return engine;
}

/** The outcome of a run that an engine only knows by its id. */
async function resultOf(engine: DurableEngine, id: string): Promise<unknown> {
  const run = await engine.get(id);
  return run?.result();
}

const inc = fn('inc', (n: number) => n + 1);
const paid = signal<{ readonly amount: number }>('paid');

function chain(name: string) {
  const draft = flow(name).nodes({ a: inc, b: inc, c: inc, done: exit<number>() });
  return draft.wire('a', { a: draft.to.b, b: draft.to.c, c: draft.to.done });
}

describe('an engine with a storage', () => {
  it('runs flows to their end and keeps how they ended', async () => {
    const flowOfThree = chain('three');
    const engine = await engineWith([flowOfThree]);
    const run = await engine.start(flowOfThree, 1);
    expect(await run.result()).toBe(4);
    expect(await engine.inspect(run.id)).toMatchObject({ status: 'completed', flow: 'three' });
    const other = await engineWith([flowOfThree]);
    expect(await resultOf(other, run.id)).toBe(4);
  });

  it('goes on with a run that another engine has left, and executes nothing again that was committed', async () => {
    const log: string[] = [];
    let open: () => void = () => undefined;
    const step = (name: string) =>
      fn(name, async (n: number) => {
        log.push(name);
        if (name === 'b' && log.filter((one) => one === 'b').length === 1)
          await new Promise<void>((resolve) => {
            open = resolve;
          });
        return n + 1;
      });
    const draft = flow('left').nodes({ a: step('a'), b: step('b'), c: step('c'), done: exit<number>() });
    const left = draft.wire('a', { a: draft.to.b, b: draft.to.c, c: draft.to.done });
    const first = await engineWith([left]);
    const run = await first.start(left, 1);
    await clock.settle();
    expect(log).toEqual(['a', 'b']);
    await first.stop({ graceMs: 0 });
    const second = await engineWith([left]);
    const result = resultOf(second, run.id);
    await clock.settle();
    expect(log).toEqual(['a', 'b', 'b', 'c']);
    expect(await result).toBe(4);
    open();
  });

  it('lets a run wait without an owner, and wakes it by a signal sent through any engine', async () => {
    const draft = flow('waiting').nodes({ wait: waitFor(paid), done: exit<{ readonly amount: number }>() });
    const waiting = draft.wire('wait', { wait: draft.to.done });
    const first = await engineWith([waiting]);
    const run = await first.start(waiting, undefined);
    await clock.settle();
    expect(await run.status()).toBe('waiting');
    const second = await engineWith([]);
    await second.signal({ runId: run.id }, paid, { amount: 5 }, { idempotencyKey: 'p1' });
    await second.signal({ runId: run.id }, paid, { amount: 5 }, { idempotencyKey: 'p1' });
    await clock.settle();
    expect(await run.result()).toEqual({ amount: 5 });
    await expect(second.signal({ runId: run.id }, paid, { amount: 6 })).rejects.toMatchObject({ code: 'RUN_FINISHED' });
  });

  it('sleeps for months, over restarts', async () => {
    const draft = flow('sleeping').nodes({ nap: sleep('60d'), inc: fn('late', () => 7), done: exit<number>() });
    const sleeping = draft.wire('nap', { nap: draft.to.inc, inc: draft.to.done });
    const first = await engineWith([sleeping]);
    const run = await first.start(sleeping, undefined);
    await clock.settle();
    await first.stop();
    const second = await engineWith([sleeping]);
    await clock.settle();
    await clock.jump(60 * 86_400_000);
    expect(await resultOf(second, run.id)).toBe(7);
  });

  it('tells all events in order and without gaps, to those who come late as well', async () => {
    const flowOfThree = chain('told');
    const engine = await engineWith([flowOfThree]);
    const run = await engine.start(flowOfThree, 1);
    await run.result();
    const seen: string[] = [];
    const numbers: number[] = [];
    await new Promise<void>((resolve) => {
      run.events$.subscribe({
        next: ({ seq, type }) => {
          numbers.push(seq);
          seen.push(type);
        },
        complete: resolve,
      });
    });
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect([seen[0], seen.at(-1)]).toEqual(['run.started', 'run.completed']);
  });

  it('starts once for an idempotency key, whichever engine is asked', async () => {
    const flowOfThree = chain('once');
    const [a, b] = [await engineWith([flowOfThree]), await engineWith([flowOfThree])];
    const first = await a.start(flowOfThree, 1, { idempotencyKey: 'k' });
    const again = await b.start(flowOfThree, 1, { idempotencyKey: 'k' });
    expect(again.id).toBe(first.id);
    await expect(b.start(flowOfThree, 2, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect(await again.result()).toBe(4);
  });

  it('joins branches and items, and resumes long loops from their checkpoint', async () => {
    const draft = flow('wide').nodes({
      both: all({ left: inc, right: inc }),
      list: fn('list', ({ left, right }: { left: number; right: number }) =>
        Array.from({ length: 150 }, () => left + right),
      ),
      items: each(inc, { concurrency: 7 }),
      done: exit<readonly number[]>(),
    });
    const { to } = draft;
    const wide = draft.wire('both', { both: to.list, list: to.items, items: to.done });
    const engine = await engineWith([wide]);
    expect(await (await engine.start(wide, 1)).result()).toEqual(Array.from({ length: 150 }, () => 5));
  });

  it('fails and cancels runs, and says so to whoever asks', async () => {
    @Step({ retry: { maxAttempts: 2, initial: 5000, jitter: false } })
    class Broken extends MachineStep<number, number> {
      execute(): number {
        throw new Error('broken');
      }
    }
    const draft = flow('broken').nodes({ broken: Broken, done: exit<number>() });
    const broken = draft.wire('broken', { broken: draft.to.done });
    const engine = await engineWith([broken]);
    const run = await engine.start(broken, 1);
    const result = run.result().catch((error: unknown) => error);
    await clock.settle();
    await clock.advance(6000);
    expect(await result).toBeInstanceOf(RunFailedError);
    const stay = flow('stay').nodes({ wait: waitFor(paid), done: exit<unknown>() });
    const staying = stay.wire('wait', { wait: stay.to.done });
    const cancelled = await engine.start(staying, undefined);
    await clock.settle();
    await cancelled.cancel({ reason: 'no more' });
    await clock.settle();
    await expect(cancelled.result()).rejects.toBeInstanceOf(RunCancelledError);
  });

  it('keeps the line of a flow in the storage, across engines', async () => {
    const started: number[] = [];
    const gates: (() => void)[] = [];
    const step = fn('work', async (n: number) => {
      started.push(n);
      await new Promise<void>((resolve) => gates.push(resolve));
      return n;
    });
    const draft = flow('line', { concurrency: { limit: 1 } }).nodes({ step, done: exit<number>() });
    const line = draft.wire('step', { step: draft.to.done });
    const [a, b] = [await engineWith([line]), await engineWith([line])];
    const runs = [await a.start(line, 1), await b.start(line, 2), await a.start(line, 3)];
    await clock.settle();
    expect(started).toEqual([1]);
    expect(await runs[1]?.status()).toBe('pending');
    for (let turn = 0; turn < 3; turn += 1) {
      gates.shift()?.();
      await clock.settle();
    }
    expect(started).toEqual([1, 2, 3]);
    expect(await Promise.all(runs.map((run) => run.result()))).toEqual([1, 2, 3]);
  });

  it('lets nodes of several runs wait for one another', async () => {
    const gates: (() => void)[] = [];
    const step = fn('work', async (n: number) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return n;
    });
    const draft = flow('nodes').nodes({ step: node(step, { concurrency: { limit: 1 } }), done: exit<number>() });
    const nodes = draft.wire('step', { step: draft.to.done });
    const engine = await engineWith([nodes]);
    const runs = [await engine.start(nodes, 1), await engine.start(nodes, 2)];
    await clock.settle();
    expect(gates).toHaveLength(1);
    gates.shift()?.();
    await clock.settle();
    expect(gates).toHaveLength(1);
    gates.shift()?.();
    await clock.settle();
    expect(await Promise.all(runs.map((run) => run.result()))).toEqual([1, 2]);
  });
});
