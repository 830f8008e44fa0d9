import {
  type AnyFlow,
  all,
  type Clock,
  type DurableEngine,
  exit,
  flow,
  fn,
  MachineStep,
  node,
  PhasedStep,
  Step,
  type StepContext,
  type Storage,
} from 'millrace';
import { perSecond } from 'millrace/resilience';
import { VirtualClock } from 'millrace/testing';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { memoryStorage } from '../../../../src/storage/memory';

// A process may be stopped between any two instructions, for longer than its lease, and then goes on as if nothing had happened.

const LEASE = 15_000;

/** A clock of a machine that falls asleep in the middle of what it does: time has passed, and no timer has fired yet. */
class Machine implements Clock {
  readonly virtual = new VirtualClock({ start: 1_000_000 });
  private sleptMs = 0;

  readonly now = (): number => this.virtual.now() + this.sleptMs;
  readonly monotonic = (): number => this.virtual.monotonic() + this.sleptMs;
  readonly setTimer: Clock['setTimer'] = (delayMs, fire) => this.virtual.setTimer(delayMs, fire);

  sleep(): void {
    this.sleptMs += 2 * LEASE;
  }
}

let machine: Machine;
/** What has happened, in order. */
let log: string[];
let storage: Storage;
let engine: DurableEngine | undefined;
beforeEach(() => {
  machine = new Machine();
  log = [];
  const memory = memoryStorage();
  storage = {
    ...memory,
    renewLease: async (request) => {
      log.push('renews');
      return memory.renewLease(request);
    },
  };
});
afterEach(() => engine?.stop({ graceMs: 0 }));

async function engineWith(...flows: readonly AnyFlow[]): Promise<DurableEngine> {
  engine = createStorageEngine({ storage, clock: machine, random: () => 0.5, flows, lease: LEASE });
  await engine.ready();
  return engine;
}

/** Falls asleep the first time that it is called. */
function nap(): () => void {
  let slept = false;
  return () => {
    if (slept) return;
    slept = true;
    log.push('sleeps');
    machine.sleep();
  };
}

/** What has begun between falling asleep and asking for the lease again. */
function begunBeforeRenewal(): readonly string[] {
  const from = log.indexOf('sleeps');
  expect(from).toBeGreaterThanOrEqual(0);
  return log.slice(from + 1, log.indexOf('renews', from));
}

describe('an engine that was asleep for longer than its lease', () => {
  it('begins no other branch before it has renewed the lease', async () => {
    const sleep = nap();
    const a = fn('a', (n: number) => {
      log.push('a');
      sleep();
      return n;
    });
    const b = fn('b', (n: number) => {
      log.push('b');
      return n;
    });
    const { to, wire } = flow<number>('branches').nodes({ both: all({ a, b }), done: exit<unknown>() });
    const branches = wire('both', { both: to.done });
    const run = await (await engineWith(branches)).start(branches, 1);
    await machine.virtual.settle();
    expect(begunBeforeRenewal()).toEqual([]);
    await machine.virtual.advance(LEASE);
    await expect(run.result()).resolves.toEqual({ a: 1, b: 1 });
    // Nobody else has taken the run, so what the step gave could still be written.
    expect(log.filter((line) => line === 'a' || line === 'b')).toEqual(['a', 'b']);
  });

  it('begins no step whose input was validated meanwhile', async () => {
    const sleep = nap();
    const input = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async (value: unknown) => {
          await Promise.resolve();
          sleep();
          return { value: value as number };
        },
      },
    } as const;
    @Step({ input })
    class Plain extends MachineStep<number, number> {
      execute(n: number) {
        log.push('execute');
        return n;
      }
    }
    @Step({ input })
    class Phased extends PhasedStep<number, number, number, { ok: number }> {
      prepare(n: number) {
        log.push('prepare');
        return n;
      }
      execute(n: number) {
        return n;
      }
      finish(n: number) {
        return this.to('ok', n);
      }
    }
    for (const [index, made] of [Plain, Phased].entries()) {
      const { to, wire } = flow<number>(`validated-${index}`).nodes({
        made: made as typeof Plain,
        done: exit<number>(),
      });
      const next = index === 0 ? { next: to.done } : ({ ok: to.done } as never);
      const validated = wire('made', { made: next });
      const running = await engineWith(validated);
      const run = await running.start(validated, 1);
      await machine.virtual.settle();
      expect(begunBeforeRenewal()).toEqual([]);
      await machine.virtual.advance(LEASE);
      await expect(run.result()).resolves.toEqual(1);
      await running.stop();
    }
  });

  it('begins no step that a guard let in late', async () => {
    const limited = node(
      fn('limited', (n: number, ctx: StepContext) => {
        log.push(`begins ${ctx.runId}`);
        return n;
      }),
      { limit: perSecond(1, { name: 'slow' }) },
    );
    const { to, wire } = flow<number>('limited').nodes({ limited, done: exit<number>() });
    const slow = wire('limited', { limited: to.done });
    const running = await engineWith(slow);
    await running.start(slow, 1, { id: 'first' });
    const second = await running.start(slow, 2, { id: 'second' });
    await machine.virtual.settle();
    expect(log).toContain('begins first');
    log.push('sleeps');
    machine.sleep();
    // The guard's turn comes before the heartbeat's.
    await machine.virtual.advance(1000);
    expect(begunBeforeRenewal()).toEqual([]);
    await machine.virtual.advance(LEASE);
    await expect(second.result()).resolves.toBe(2);
  });
});
