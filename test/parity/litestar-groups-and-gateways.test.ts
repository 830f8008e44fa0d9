import { setImmediate } from 'node:timers/promises';
import {
  all,
  choose,
  exit,
  flow,
  flowOf,
  fn,
  HumanStep,
  MachineStep,
  pipe,
  RouterStep,
  route,
  type Skipped,
  Step,
  signal,
  sleep,
  unchecked,
  waitFor,
  within,
} from 'millrace';
import { createTestEngine, type TestEngine, testFlow } from 'millrace/testing';
import { failureOf } from '../support/failure-of';

// The groups and the gateways of litestar-workflows, written with Millrace; a test or more for each row of a list of its
// features. "(otherwise: …)" in a name marks what is done differently on purpose; docs/coming-from/litestar-workflows.md
// says why.

const inc = fn('inc', (n: number) => n + 1);
const double = fn('double', (n: number) => n * 2);

@Step({ form: unchecked<boolean>() })
class Approve extends HumanStep<number, boolean, { yes: number; no: number }> {
  request(amount: number) {
    return { title: `Approve ${amount} €` };
  }
  complete(yes: boolean, amount: number) {
    return this.to(yes ? 'yes' : 'no', amount);
  }
}

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine();
});
afterEach(() => engine.stop({ graceMs: 0 }));

describe('2.18 several ways at once', () => {
  it('2.18 goes along one edge, or along several at once', async () => {
    const { to, wire } = flow('several').nodes({
      first: inc,
      both: all({ up: inc, double: fn('double', (n: number) => n * 2) }),
      done: exit<{ readonly up: number; readonly double: number }>(),
    });
    const several = wire('first', { first: to.both, both: to.done });
    await expect(engine.run(several, 1)).resolves.toEqual({ up: 3, double: 4 });
  });

  it('2.18 (otherwise: branches have a store of their own until they join)', async () => {
    const seen: unknown[] = [];
    const write = (name: string) =>
      fn(name, async (_: null, { shared }) => {
        shared.set(name, true);
        await setImmediate();
        seen.push(shared.keys());
        return name;
      });
    const { to, wire } = flow('branches').nodes({
      both: all({ left: write('left'), right: write('right') }),
      after: fn('after', (_: unknown, { shared }) => shared.keys()),
      done: exit<readonly string[]>(),
    });
    const outcome = engine.run(wire('both', { both: to.after, after: to.done }), null);
    await expect(outcome).resolves.toEqual(['left', 'right']);
    expect(seen).toEqual([['left'], ['right']]);
  });

  it('2.18 (otherwise: a branch that is not wanted passes itself over, and the join knows of all of them)', async () => {
    @Step()
    class Alert extends MachineStep<number, string> {
      override skip(amount: number): Skipped<string> | undefined {
        return amount < 1000 ? { instead: 'nobody' } : undefined;
      }
      execute(): string {
        return 'the auditors';
      }
    }
    const { to, wire } = flow('some').nodes({
      tell: all({ alert: Alert, up: inc }),
      done: exit<{ readonly alert: string; readonly up: number }>(),
    });
    const some = wire('tell', { tell: to.done });
    await expect(engine.run(some, 10)).resolves.toEqual({ alert: 'nobody', up: 11 });
    await expect(engine.run(some, 5000)).resolves.toEqual({ alert: 'the auditors', up: 5001 });
  });
});

describe('2.19 forks and joins', () => {
  it('2.19 what follows a fork is executed once, after all of its branches', async () => {
    const same = fn('same', (n: number) => n);
    const nap = flow<number>('nap').nodes({ wait: sleep('5s'), end: same, done: exit<number>() });
    const slow = nap.wire('wait', { wait: nap.to.end.from(nap.input), end: nap.to.done });
    const { to, wire } = flow('fork').nodes({
      fork: all({ slow, quick: same }),
      join: fn('join', ({ slow: a, quick: b }: { readonly slow: number; readonly quick: number }) => a + b),
      done: exit<number>(),
    });
    const { result, trace } = await testFlow(wire('fork', { fork: to.join, join: to.done }), { input: 4, start: 0 });
    expect(result).toBe(8);
    expect(trace.calls.map(({ place, startedAt }) => [place, startedAt])).toEqual([
      ['fork/quick', 0],
      ['fork/slow/end', 5000],
      ['join', 5000],
    ]);
  });

  it('2.19 people do their part inside of a fork', async () => {
    const { to, wire } = flow('two-people').nodes({
      both: all({ legal: Approve, technical: Approve }),
      done: exit<unknown>(),
    });
    const run = await engine.start(wire('both', { both: to.done }), 7);
    await engine.settle();
    const tasks = (await engine.tasks.list({ runId: run.id })).items;
    expect(tasks.map(({ path }) => path)).toEqual(['both#1/legal#1', 'both#1/technical#1']);
    for (const { id } of tasks) {
      expect(await run.status()).toBe('waiting');
      await engine.tasks.complete(id, { by: 'ann', form: true });
      await engine.settle();
    }
    await expect(run.result()).resolves.toEqual({
      legal: { action: 'yes', value: 7 },
      technical: { action: 'yes', value: 7 },
    });
  });
});

describe('2.27 groups', () => {
  it('2.27 one after another: each gets what the one before gave, and the last result is that of the group', async () => {
    await expect(engine.run(flowOf('row', pipe(inc, double, inc)), 3)).resolves.toBe(9);
  });

  it('2.27 at once: the results in the order in which the members stand, however long each takes', async () => {
    const taking = (turns: number, name: string) =>
      fn(name, async () => {
        for (let turn = 0; turn < turns; turn += 1) await setImmediate();
        return name;
      });
    const group = flowOf('at-once', all({ slow: taking(5, 'slow'), quick: taking(0, 'quick') }));
    const results = await engine.run(group, null);
    expect(Object.entries(results)).toEqual([
      ['slow', 'slow'],
      ['quick', 'quick'],
    ]);
  });

  it('2.27 at once, with something that gets all results and gives the result', async () => {
    const sum = fn('sum', ({ inc: a, double: b }: { readonly inc: number; readonly double: number }) => a + b);
    await expect(engine.run(flowOf('chord', pipe(all({ inc, double }), sum)), 5)).resolves.toBe(16);
  });

  it('2.27 at once: the first failure is that of the group (otherwise: and the others are told to stop)', async () => {
    let aborted = false;
    const endless = fn('endless', (_: number, { signal: stop }): Promise<number> => {
      return new Promise((_resolve, reject) => {
        stop.addEventListener('abort', () => {
          aborted = true;
          reject(stop.reason as Error);
        });
      });
    });
    const broken = fn('broken', async (): Promise<number> => {
      await setImmediate();
      throw new Error('down');
    });
    expect(await failureOf(engine.run(flowOf('failing', all({ endless, broken })), 1))).toMatchObject({
      message: 'down',
    });
    expect(aborted).toBe(true);
  });

  it('2.27 one of several, chosen by the data (otherwise: what matches none goes along a way of its own)', async () => {
    const kind = choose('kind', (n: number) => {
      if (n === 0) return route('none', n);
      return n > 0 ? route('positive', n) : route('negative', n);
    });
    const { to, wire } = flow('one-of').nodes({
      kind,
      positive: double,
      negative: inc,
      done: exit<number>(),
      nothing: exit<null>(),
    });
    const oneOf = wire('kind', {
      kind: { positive: to.positive, negative: to.negative, none: to.nothing.via(() => null) },
      positive: to.done,
      negative: to.done,
    });
    await expect(engine.run(oneOf, 4)).resolves.toEqual({ action: 'done', value: 8 });
    await expect(engine.run(oneOf, -4)).resolves.toEqual({ action: 'done', value: -3 });
    await expect(engine.run(oneOf, 0)).resolves.toEqual({ action: 'nothing', value: null });
  });

  it('2.27 nest', async () => {
    const nested = pipe(inc, all({ row: pipe(double, inc), pair: all({ inc, double }) }));
    await expect(engine.run(flowOf('nested', nested), 1)).resolves.toEqual({ row: 5, pair: { inc: 3, double: 4 } });
  });
});

describe('2.28 gateways', () => {
  it('2.28 one that excludes names the way, and the run takes it', async () => {
    @Step()
    class Gateway extends RouterStep<number, { cheap: number; dear: number }> {
      execute(amount: number) {
        return this.to(amount < 100 ? 'cheap' : 'dear', amount);
      }
    }
    const { to, wire } = flow('gateway').nodes({ gate: Gateway, cheap: exit<number>(), dear: exit<number>() });
    const gateway = wire('gate', { gate: { cheap: to.cheap, dear: to.dear } });
    await expect(engine.run(gateway, 5)).resolves.toEqual({ action: 'cheap', value: 5 });
    await expect(engine.run(gateway, 500)).resolves.toEqual({ action: 'dear', value: 500 });
  });

  it('2.28 a parallel one takes all of its ways', async () => {
    await expect(engine.run(flowOf('parallel', all({ inc, double })), 5)).resolves.toEqual({ inc: 6, double: 10 });
  });
});

describe('2.28 timers', () => {
  it('2.28 wait for a time, and give nothing', async () => {
    const { outcome, trace } = await testFlow(flowOf('nap', sleep('3d')), { input: null });
    expect(outcome).toEqual({ status: 'completed', action: 'done', value: undefined });
    expect(trace.elapsedMs).toBe(3 * 86_400_000);
  });

  it('2.28 wait for as long as the data says', async () => {
    const patience = flowOf(
      'patience',
      sleep((n: number) => (n < 10 ? '1s' : '1m')),
    );
    const waited = async (input: number) => (await testFlow(patience, { input })).trace.elapsedMs;
    expect([await waited(1), await waited(100)]).toEqual([1000, 60_000]);
  });
});

describe('2.28 calls from outside', () => {
  const called = signal<{ readonly paid: number }>('payment.received');

  it('2.28 are waited for, by a run that costs nothing meanwhile, and what they bring is the result', async () => {
    const paid = flowOf('paid', waitFor(called));
    const run = await engine.start(paid, null, { idempotencyKey: 'order-7' });
    await engine.advance(86_400_000);
    expect(await run.status()).toBe('waiting');
    await engine.signal({ flow: paid, idempotencyKey: 'order-7' }, called, { paid: 30 });
    await expect(run.result()).resolves.toEqual({ paid: 30 });
  });

  it('2.28 that came too early are kept, and those that do not come leave a way of their own', async () => {
    const { to, wire } = flow('in-time').nodes({
      nap: sleep('1s'),
      paid: within(waitFor(called), '2d'),
      yes: exit<{ readonly paid: number }>(),
      late: exit<null>(),
    });
    const inTime = wire('nap', { nap: to.paid, paid: { next: to.yes, overdue: to.late.via(() => null) } });
    const early = await engine.start(inTime, null);
    await engine.signal({ runId: early.id }, called, { paid: 1 });
    const never = await engine.start(inTime, null);
    await engine.advance(1000);
    await expect(early.result()).resolves.toEqual({ action: 'yes', value: { paid: 1 } });
    await engine.advance(2 * 86_400_000);
    await expect(never.result()).resolves.toEqual({ action: 'late', value: null });
  });
});
