import {
  choose,
  createEngine,
  type Engine,
  exit,
  flow,
  fn,
  MillraceError,
  RunCancelledError,
  RunFailedError,
  ref,
  route,
  signal,
  TerminalError,
  waitFor,
} from 'millrace';
import { VirtualClock } from 'millrace/testing';

const go = signal<string>('go');

const plusOne = (() => {
  const { to, wire } = flow('plus-one').nodes({ add: fn('add', (n: number) => n + 1), done: exit<number>() });
  return wire('add', { add: to.done });
})();

const parity = (() => {
  const draft = flow('parity').nodes({
    look: choose('look', (n: number) => (n % 2 === 0 ? route('even', n) : route('odd', n))),
    even: exit<number>(),
    odd: exit<number>(),
  });
  return draft.wire('look', { look: { even: draft.to.even, odd: draft.to.odd } });
})();

const waiting = (() => {
  const { to, wire } = flow('waiting').nodes({ wait: waitFor(go), done: exit<string>() });
  return wire('wait', { wait: to.done });
})();

const failing = (() => {
  const { to, wire } = flow('failing').nodes({
    fail: fn('fail', (message: string): string => {
      throw new TerminalError(message, { code: 'CARD_DECLINED' });
    }),
    done: exit<string>(),
  });
  return wire('fail', { fail: to.done });
})();

let clock: VirtualClock;
let engine: Engine;
beforeEach(async () => {
  clock = new VirtualClock();
  engine = await createEngine({ clock });
});
afterEach(() => engine.stop({ graceMs: 0 }));

describe('an engine', () => {
  it('gives the value of the only exit', async () => {
    expect(await engine.run(plusOne, 1)).toBe(2);
  });

  it('gives the action and the value where there are several exits', async () => {
    expect(await engine.run(parity, 3)).toEqual({ action: 'odd', value: 3 });
  });

  it('starts a run before its first step', async () => {
    const seen: string[] = [];
    const { to, wire } = flow('traced').nodes({
      step: fn('step', () => void seen.push('step')),
      done: exit<unknown>(),
    });
    const run = await engine.start(wire('step', { step: to.done }), undefined);
    seen.push(await run.status());
    await run.result();
    expect(seen).toEqual(['pending', 'step']);
    expect(await run.status()).toBe('completed');
  });

  it('starts a registered flow by its name, in its latest version unless told otherwise', async () => {
    const version = (text: string) => {
      const { to, wire } = flow('versioned', { version: text }).nodes({
        say: fn('say', () => text),
        done: exit<string>(),
      });
      return wire('say', { say: to.done });
    };
    await engine.register(version('2.0.0'), version('10.0.0'), version('10.0.0-rc.1'));
    expect(await (await engine.start('versioned', undefined)).result()).toBe('10.0.0');
    expect(await (await engine.start('versioned', undefined, { version: '2.0.0' })).result()).toBe('2.0.0');
  });

  it('names the flows that it knows when it is asked for another', async () => {
    await engine.register(plusOne);
    await expect(engine.start('plus-two', 1)).rejects.toMatchObject({
      code: 'UNKNOWN_FLOW',
      message: expect.stringContaining('plus-one@1.0.0') as string,
    });
    await expect(engine.start('plus-one', 1, { version: '9.0.0' })).rejects.toMatchObject({ code: 'UNKNOWN_FLOW' });
  });

  it('refuses two flows of one name and version', async () => {
    await engine.register(plusOne);
    const { to, wire } = flow('plus-one').nodes({ add: fn('add', (n: number) => n + 2), done: exit<number>() });
    await expect(engine.register(wire('add', { add: to.done }))).rejects.toThrow(
      'another flow is registered as "plus-one" in version 1.0.0',
    );
    await expect(engine.register(plusOne)).resolves.toBeUndefined();
  });

  it('refuses a reference to a flow that nobody registered', async () => {
    const { to, wire } = flow('caller').nodes({ call: ref<number, { next: number }>('nobody'), done: exit<number>() });
    await expect(engine.register(wire('call', { call: to.done }))).rejects.toThrow(
      'ref("nobody") names a flow that is not registered',
    );
  });

  it('gives the first run again for the same idempotency key', async () => {
    const first = await engine.start(waiting, undefined, { idempotencyKey: 'k' });
    const second = await engine.start(waiting, undefined, { idempotencyKey: 'k' });
    expect(second.id).toBe(first.id);
    expect((await engine.list()).items).toHaveLength(1);
  });

  it('refuses the same idempotency key with another input', async () => {
    await engine.start(plusOne, 1, { idempotencyKey: 'k' });
    await expect(engine.start(plusOne, 2, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    await expect(engine.run(plusOne, 2, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect(await engine.run(plusOne, 1, { idempotencyKey: 'k' })).toBe(2);
  });

  it('refuses an id that is taken', async () => {
    await engine.start(waiting, undefined, { id: 'one' });
    await expect(engine.start(waiting, undefined, { id: 'one' })).rejects.toMatchObject({ code: 'DUPLICATE_RUN' });
  });

  it('shows and lists runs by flow, status, tag and correlation id, newest first', async () => {
    const a = await engine.start(waiting, undefined, { tags: ['red'], correlationId: 'c-1' });
    const b = await engine.start(plusOne, 1, { tags: ['red', 'blue'] });
    await b.result();
    const ids = async (filter: Parameters<Engine['list']>[0]) => (await engine.list(filter)).items.map(({ id }) => id);
    expect(await ids({ tag: 'red' })).toEqual([b.id, a.id]);
    expect(await ids({ status: ['running', 'waiting'] })).toEqual([a.id]);
    expect(await ids({ flow: 'plus-one' })).toEqual([b.id]);
    expect(await ids({ correlationId: 'c-1' })).toEqual([a.id]);
    expect(await ids({ limit: 1 })).toEqual([b.id]);
    expect(await engine.inspect(a.id)).toMatchObject({
      status: 'waiting',
      at: ['wait#1'],
      correlationId: 'c-1',
      tags: ['red'],
    });
    expect(await (await engine.get(b.id))?.status()).toBe('completed');
    expect(await engine.get('nobody')).toBeUndefined();
    expect(await engine.inspect('nobody')).toBeUndefined();
  });

  it('rejects the result of a failed run with the failure and its live cause', async () => {
    const error: unknown = await engine.run(failing, 'no funds').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error).toMatchObject({
      code: 'RUN_FAILED',
      failure: { name: 'TerminalError', code: 'CARD_DECLINED', message: 'no funds' },
    });
    expect((error as RunFailedError).cause).toBeInstanceOf(TerminalError);
  });

  it('remembers a failed run that was started without an id', async () => {
    await engine.run(failing, 'x').catch(() => undefined);
    expect((await engine.list({ status: 'failed' })).items).toEqual([
      expect.objectContaining({ failure: expect.objectContaining({ code: 'CARD_DECLINED' }) as unknown }),
    ]);
  });

  it('does not leave a rejection unhandled when nobody waits for a failed run', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const run = await engine.start(failing, 'x');
    void run.result();
    await clock.settle();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(await run.status()).toBe('failed');
    await expect(run.result()).rejects.toThrow('x');
  });

  it('cancels a run with a reason', async () => {
    const run = await engine.start(waiting, undefined);
    await clock.settle();
    const result = run.result().catch((error: unknown) => error);
    await run.cancel({ reason: 'not wanted' });
    const error = await result;
    expect(error).toBeInstanceOf(RunCancelledError);
    expect(error).toMatchObject({ code: 'RUN_CANCELLED', reason: 'not wanted' });
    await expect(run.cancel()).resolves.toBeUndefined();
  });

  it('is cancelled by the signal of its caller, and does not start under one that is aborted already', async () => {
    const controller = new AbortController();
    const run = await engine.start(waiting, undefined, { signal: controller.signal });
    await clock.settle();
    controller.abort();
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    await expect(engine.start(waiting, undefined, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await expect(engine.run(waiting, undefined, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });

  it('delivers signals by run or by flow and key, early ones too, and refuses those for ended runs', async () => {
    const run = await engine.start(waiting, undefined, { idempotencyKey: 'order-1' });
    await engine.signal({ flow: waiting, idempotencyKey: 'order-1' }, go, 'now');
    expect(await run.result()).toBe('now');
    await expect(engine.signal({ runId: run.id }, go, 'late')).rejects.toMatchObject({ code: 'RUN_FINISHED' });
    await expect(engine.signal({ runId: 'nobody' }, go, 'x')).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
    await expect(engine.signal({ flow: 'waiting', idempotencyKey: 'other' }, go, 'x')).rejects.toMatchObject({
      code: 'UNKNOWN_RUN',
    });
  });

  it('forgets the oldest of the ended runs beyond the number that it remembers', async () => {
    const small = await createEngine({ retainedRuns: 2 });
    const runs = [];
    for (let n = 0; n < 4; n += 1) {
      const run = await small.start(plusOne, n);
      await run.result();
      runs.push(run);
    }
    expect((await small.list()).items.map(({ id }) => id)).toEqual([runs[3]?.id, runs[2]?.id]);
    await expect(runs[0]?.result()).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
    await small.stop();
  });

  it('names a wrong option', async () => {
    await expect(createEngine({ retainedRuns: -1 })).rejects.toThrow(
      'retainedRuns: expected a whole number of at least 0, got -1',
    );
    await expect(engine.start(plusOne, 1, { retainedEvents: 1.5 })).rejects.toThrow('retainedEvents');
    await expect(engine.start(plusOne, 1, { deadline: '5 minutes' as never })).rejects.toThrow('deadline');
    expect((await engine.list()).items).toHaveLength(0);
    expect(MillraceError.is(new MillraceError('INTERNAL', ''), 'INTERNAL')).toBe(true);
  });
});

describe('stopping an engine', () => {
  it('lets steps in flight finish, starts nothing more, and gives every waiting promise an end', async () => {
    const seen: string[] = [];
    let finish: (() => void) | undefined;
    const draft = flow('slow').nodes({
      slow: fn(
        'slow',
        () =>
          new Promise<void>((resolve) => {
            finish = () => {
              seen.push('slow');
              resolve();
            };
          }),
      ),
      after: fn('after', () => void seen.push('after')),
      done: exit<unknown>(),
    });
    const slow = draft.wire('slow', { slow: draft.to.after, after: draft.to.done });
    const run = await engine.start(slow, undefined);
    await clock.settle();
    const result = run.result().catch((error: unknown) => error);
    const stopped = engine.stop({ graceMs: 1000 });
    finish?.();
    await stopped;
    expect(seen).toEqual(['slow']);
    expect(await result).toMatchObject({ code: 'ENGINE_STOPPED' });
    await expect(engine.start(slow, undefined)).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    await expect(engine.run(slow, undefined)).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    expect(engine.stop()).toBe(engine.stop());
  });

  it('answers those who ask for a result or send a signal afterwards', async () => {
    const run = await engine.start(waiting, undefined);
    await clock.settle();
    await engine.stop();
    await expect(run.result()).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    await expect(engine.signal({ runId: run.id }, go, 'late')).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    expect(await run.status()).toBe('waiting');
  });

  it('starts nothing whose validation ends after the stop', async () => {
    let validated: ((result: { readonly value: number }) => void) | undefined;
    const slow = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: () =>
          new Promise<{ readonly value: number }>((resolve) => {
            validated = resolve;
          }),
      },
    };
    const { to, wire } = flow('slowly-checked', { input: slow }).nodes({
      give: fn('give', () => 1),
      done: exit<number>(),
    });
    const starting = engine.start(wire('give', { give: to.done }), 1);
    const stopped = engine.stop();
    validated?.({ value: 1 });
    await expect(starting).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    await stopped;
    expect((await engine.list()).items).toEqual([]);
  });

  it('aborts what is still in flight when the grace is over', async () => {
    let reason: unknown;
    const { to, wire } = flow('stubborn').nodes({
      wait: fn(
        'wait',
        (_: undefined, { signal: aborted }) =>
          new Promise<void>((resolve) => {
            aborted.addEventListener('abort', () => {
              reason = aborted.reason;
              resolve();
            });
          }),
      ),
      done: exit<unknown>(),
    });
    await engine.start(wire('wait', { wait: to.done }), undefined);
    await clock.settle();
    await engine.stop({ graceMs: 0 });
    expect(reason).toMatchObject({ code: 'ENGINE_STOPPED' });
  });
});
