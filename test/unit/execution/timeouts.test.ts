import { type ContextOf, createEngine, type Engine, exit, type Flow, flow, MachineStep, Step } from 'millrace';
import { VirtualClock } from 'millrace/testing';

let clock: VirtualClock;
let engine: Engine;
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  engine = await createEngine({ clock, random: () => 0.5 });
});
afterEach(() => engine.stop({ graceMs: 0 }));

function flowOfStep<Out, Emits extends object>(step: new () => MachineStep<number, Out, Emits>) {
  const { to, wire } = flow(`timed-${step.name}`).nodes({ step, done: exit<Out>() });
  // A generic step's edges are known to the compiler only where the step is.
  return wire('step' as never, { step: to.done }) as unknown as Flow<number, { next: Out }, Emits>;
}

interface Pending {
  readonly resolve: (value: string) => void;
  readonly reject: (error: Error) => void;
}

function pending(into: Pending[]): Promise<string> {
  return new Promise((resolve, reject) => into.push({ resolve, reject }));
}

describe('an attempt that has timed out', () => {
  it('is asked about once, whatever it does later', async () => {
    const asked: string[] = [];
    const attempts: Pending[] = [];
    const retryIf = (error: unknown) => {
      asked.push((error as Error).message);
      return true;
    };
    @Step({ timeout: '5s', retry: { maxAttempts: 3, initial: 0, retryIf } })
    class Hanging extends MachineStep<number, string> {
      execute() {
        return pending(attempts);
      }
    }
    const run = await engine.start(flowOfStep(Hanging), 0);
    await clock.advance(10_000);
    expect(attempts).toHaveLength(3);
    attempts[0]?.reject(new Error('late'));
    attempts[1]?.resolve('late');
    await clock.settle();
    expect(await run.status()).toBe('running');
    attempts[2]?.resolve('in time');
    await expect(run.result()).resolves.toBe('in time');
    expect(asked).toEqual([
      expect.stringContaining('attempt 1 of node "step"'),
      expect.stringContaining('attempt 2 of node "step"'),
    ]);
    expect(clock.pending).toBe(1);
  });

  it('keeps no engine from stopping, and one that has time left does', async () => {
    const attempts: Pending[] = [];
    @Step({ timeout: '5s' })
    class Hung extends MachineStep<number, string> {
      execute() {
        return pending(attempts);
      }
    }
    const hung = flowOfStep(Hung);
    const timedOut = await engine.start(hung, 0);
    await clock.advance(5000);
    expect(await timedOut.status()).toBe('failed');
    await engine.start(hung, 0);
    await clock.settle();
    const stopped = jest.fn();
    const stopping = engine.stop({ graceMs: 60_000 }).then(stopped);
    await clock.settle();
    expect(stopped).not.toHaveBeenCalled();
    attempts[1]?.resolve('done');
    await stopping;
    attempts[0]?.resolve('late');
    await clock.settle();
  });

  it('emits nothing any more, and its hooks are told of the timeout', async () => {
    const told: string[] = [];
    const emitted: string[] = [];
    @Step({ timeout: '5s' })
    class Hooked extends MachineStep<number, string, { note: string }> {
      execute(_: number, ctx: ContextOf<this>) {
        ctx.emit('note', 'early');
        ctx.signal.addEventListener('abort', () => ctx.emit('note', 'late'));
        return new Promise<string>(() => undefined);
      }
      override onFailure(error: unknown) {
        told.push((error as Error).message);
      }
    }
    const run = await engine.start(flowOfStep(Hooked), 0);
    run.outputs$.subscribe(({ value }) => emitted.push(value));
    await clock.advance(5000);
    await expect(run.result()).rejects.toMatchObject({ failure: { code: 'TIMEOUT' } });
    expect(told).toEqual([expect.stringContaining('timeout of 5000 ms')]);
    expect(emitted).toEqual(['early']);
  });
});
