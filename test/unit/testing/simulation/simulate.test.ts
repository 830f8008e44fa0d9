import { Container } from 'inversify';
import { all, exit, flow, fn, MachineStep, MillraceError, Step } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { mockStep, sendSignal, simulate } from 'millrace/testing';
import { fulfilment } from '../../../../samples/order-fulfilment/flow';
import { Bank, go, payment, racing, waiting } from './broken-flows';

const careless = payment((bank, ctx) => {
  bank.charges.push(ctx.idempotencyKey);
});
const careful = payment((bank, ctx) => {
  if (!bank.charges.includes(ctx.idempotencyKey)) bank.charges.push(ctx.idempotencyKey);
});

function paid({ paying, Charge }: typeof careful) {
  return {
    flow: paying,
    fixture: () => new Bank(),
    container: (bank: Bank) => {
      const container = new Container();
      container.bind(Charge).toDynamicValue(() => new Charge(bank));
      return container;
    },
    invariant: ({ fixture }: { readonly fixture: Bank }) =>
      fixture.charges.length > 1 ? `charged ${fixture.charges.length} times` : undefined,
  };
}

/** What a simulation fails with. */
async function found(simulation: Promise<unknown>) {
  const error = await simulation.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!MillraceError.is(error, 'SIMULATION_FAILED')) throw new Error(`nothing was found: ${String(error)}`);
  const { seed, faults, problems } = error.details as {
    readonly seed: number;
    readonly faults: readonly string[];
    readonly problems: readonly string[];
  };
  return { seed, faults, problems, message: error.message };
}

describe('simulate', () => {
  it('finds nothing wrong with a step that looks at its idempotency key, whatever goes wrong', async () => {
    const { flow: paying, ...rest } = paid(careful);
    const report = await simulate(paying, { ...rest, seeds: 200, input: 1 });
    expect(report).toMatchObject({ seeds: 200, runs: 200, outcomes: { 'completed done': 200 }, unvisited: [] });
    for (const kind of ['failure', 'timeout', 'crash', 'storage error', 'storage delay'] as const)
      expect([kind, report.faults[kind]]).not.toEqual([kind, 0]);
  });

  it('finds a step that charges twice, and the one fault that it takes', async () => {
    const { flow: paying, ...rest } = paid(careless);
    const { seed, faults, problems, message } = await found(simulate(paying, { ...rest, seeds: 200, input: 1 }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^((failure|timeout) after charge#1@1|(crash|storage error) (before|after) commit \d+)$/);
    expect(problems).toEqual(['charged 2 times']);
    expect(message).toContain(`simulate(…, { …, seeds: [${seed}], faults: ['${faults[0]}'] })`);
    expect(message).toContain('executes charge#1@1');
  });

  it('repeats a run from its seed and its faults', async () => {
    const { flow: paying, ...rest } = paid(careless);
    const first = await found(simulate(paying, { ...rest, seeds: 200, input: 1 }));
    const { seed, faults } = first;
    expect(await found(simulate(paying, { ...rest, seeds: [seed], faults, input: 1 }))).toEqual(first);
    const without = await simulate(paying, { ...rest, seeds: [seed], faults: false, input: 1 });
    expect(without.outcomes).toEqual({ 'completed done': 1 });
  });

  it('finds with how few faults something goes wrong that takes two', async () => {
    const twice = payment((bank, ctx) => {
      if (ctx.attempt === 3) bank.charges.push('too much', 'too much');
    });
    const { flow: paying, ...rest } = paid(twice);
    const { faults } = await found(simulate(paying, { ...rest, seeds: 1000, input: 1 }));
    expect(faults).toHaveLength(2);
    for (const fault of faults) expect(fault).toMatch(/^(failure|timeout) (before|after) charge#1@[12]$/);
  });

  it('lets the process die before and after every call to the storage', async () => {
    const { flow: paying, ...rest } = paid(careful);
    const report = await simulate(paying, { ...rest, seeds: 1, faults: { crashes: 'every' }, input: 1 });
    expect(report.runs).toBe(1 + report.faults.crash);
    // Six commits at least: one for each step, and one for the start.
    expect(report.faults.crash).toBeGreaterThanOrEqual(12);
    const { flow: repaying, ...others } = paid(careless);
    const failed = await found(simulate(repaying, { ...others, seeds: 1, faults: { crashes: 'every' }, input: 1 }));
    expect(failed.faults).toHaveLength(1);
    expect(failed.faults[0]).toMatch(/^crash/);
  });

  it('does the same for the same seed, whatever else is simulated', async () => {
    const histories = new Map<string, string>();
    const note = async (seeds: readonly number[], name: string): Promise<void> => {
      const { flow: paying, ...rest } = paid(careful);
      await simulate(paying, {
        ...rest,
        seeds,
        input: 1,
        invariant: ({ seed, events, faults, calls }) => {
          histories.set(`${name} ${seed}`, JSON.stringify([events, faults, calls]));
        },
      });
    };
    await note([1, 2, 3, 4, 5, 6, 7, 8], 'forward');
    await note([8, 7, 6, 5, 4, 3, 2, 1], 'backward');
    for (let seed = 1; seed <= 8; seed += 1)
      expect(histories.get(`forward ${seed}`)).toBe(histories.get(`backward ${seed}`));
    expect(new Set([...histories.values()]).size).toBe(8);
  });

  it('lets what happens at the same time begin and end in any order', async () => {
    const orders = new Set<string>();
    let log: string[] = [];
    const race = racing((what) => log.push(what));
    const report = await simulate(race, {
      seeds: 60,
      faults: false,
      input: undefined,
      fixture: () => {
        log = [];
      },
      invariant: () => {
        orders.add(log.slice(0, 2).join());
      },
    });
    expect(orders).toEqual(new Set(['left,right', 'right,left']));
    expect(Object.keys(report.outcomes).sort()).toEqual(['completed blue', 'completed red']);
  });

  it('never executes work in a process that has died', async () => {
    const fixture = () => ({ processes: 0, strays: 0 });
    @Step()
    class Slow extends MachineStep<number, number> {
      constructor(
        private readonly among: ReturnType<typeof fixture>,
        private readonly process: number,
      ) {
        super();
      }

      execute(n: number) {
        if (this.process !== this.among.processes) this.among.strays += 1;
        return n;
      }
    }
    const draft = flow<number>('wide').nodes({ all: all({ a: Slow, b: Slow, c: Slow }), done: exit<unknown>() });
    const report = await simulate(draft.wire('all', { all: draft.to.done }), {
      seeds: 5,
      faults: { crashes: 'every' },
      input: 1,
      fixture,
      container: (made) => {
        made.processes += 1;
        const container = new Container();
        container.bind(Slow).toDynamicValue(() => new Slow(made, made.processes));
        return container;
      },
      invariant: (run) => {
        expect(run.fixture).toEqual({ processes: 1 + run.faults.length, strays: 0 });
      },
    });
    expect(report.faults.crash).toBeGreaterThan(0);
  });

  it('puts an end to what hangs only where a limit does', async () => {
    const plain = fn('plain', (n: number) => n);
    const { to, wire } = flow<number>('plain').nodes({ a: plain, done: exit<number>() });
    const report = await simulate(wire('a', { a: to.done }), {
      seeds: 20,
      faults: { timeouts: 1, at: ['a'] },
      input: 1,
    });
    expect(report.faults.timeout).toBe(0);
    const { flow: paying, ...rest } = paid(careful);
    const limited = await simulate(paying, { ...rest, seeds: 20, faults: { timeouts: 1 }, input: 1 });
    expect(limited.outcomes).toEqual({ 'failed TIMEOUT': 20 });
    expect(limited.faults.timeout).toBe(80);
  });

  it('lets steps stream that are delayed, and fail before and after', async () => {
    @Step({ retry: { maxAttempts: 5, initial: 10 } })
    class Count extends MachineStep<number, number, { chunk: number }> {
      async *execute(n: number) {
        for (let count = 1; count <= n; count += 1) yield count;
        await Promise.resolve();
        return n * 2;
      }
    }
    const { to, wire } = flow<number>('streaming').nodes({ count: Count, done: exit<number>() });
    const report = await simulate(wire('count', { count: to.done }), {
      seeds: 60,
      faults: { failures: 0.2, crashes: 0.05 },
      input: 3,
      invariant: ({ result }) => {
        expect(result).toBe(6);
      },
    });
    expect(report.faults.failure).toBeGreaterThan(0);
  });

  it('finds a run that does not end, and says where it stands', async () => {
    const { problems } = await found(simulate(waiting, { seeds: 1, faults: false, input: 1 }));
    expect(problems.join()).toContain('the run does not end, however much time passes');
    expect(problems.join()).toContain('at wait');
    const report = await simulate(waiting, { seeds: 50, input: 1, signals: [sendSignal(go, 7, { after: '90d' })] });
    expect(report.outcomes).toEqual({ 'completed done': 50 });
  });

  it('lets doubles do the work, each process with the same ones', async () => {
    const report = await simulate(careful.paying, {
      seeds: 20,
      faults: { crashes: 0.1 },
      input: 1,
      steps: (_, random) => [mockStep(careful.Charge, Math.floor(random() * 2), 5)],
      invariant: ({ timesBegun, result }) => {
        const [times] = [...timesBegun('charge').values()];
        expect(result).toBeLessThanOrEqual(7);
        expect(times === 1 ? result !== 7 : result === 7).toBe(true);
      },
    });
    expect(report.outcomes).toEqual({ 'completed done': 20 });
  });

  it('throws what refuses the start, and what doubles and answers are refused with', async () => {
    const order = { id: 'o-1', article: 'lamp', amount: -1 };
    await expect(simulate(fulfilment, { seeds: 1, input: order, container: new Container() })).rejects.toMatchObject({
      code: 'DEFINITION',
    });
    const { flow: paying, ...rest } = paid(careful);
    const other = fn('other', (n: number) => n);
    await expect(simulate(paying, { ...rest, input: 1, steps: [mockStep(other, 1)] })).rejects.toMatchObject({
      code: 'DEFINITION',
    });
  });

  const { flow: paying, ...rest } = paid(careful);
  it.each([
    ['no seeds', { seeds: 0 }],
    ['a fraction of a seed', { seeds: 1.5 }],
    ['an empty list of seeds', { seeds: [] }],
    ['a negative seed', { seeds: [-1] }],
    ['seeds from nowhere', { seeds: { count: 2 } }],
    ['seeds without a count', { seeds: { from: 2 } }],
    ['a probability of 2', { faults: { failures: 2 } }],
    ['a probability that is none', { faults: { crashes: 'often' } }],
    ['an unknown fault', { faults: { floods: 0.1 } }],
    ['a text that stands for no fault', { faults: ['crash sometimes'] }],
    ['faults that are a number', { faults: 3 }],
    ['nodes that are no list', { faults: { at: 'charge' } }],
    ['an invariant that is no function', { invariant: true }],
    ['a world that is no function', { fixture: {} }],
    ['a storage that is no function', { storage: memoryStorage() }],
    ['a codec that is none', { types: [1] }],
  ])('refuses %s', async (_, options) => {
    await expect(simulate(paying, { ...rest, input: 1, ...(options as object) })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('refuses nodes that the flow does not have, and what is no flow', async () => {
    await expect(simulate(paying, { ...rest, input: 1, faults: { at: ['moon'] } })).rejects.toMatchObject({
      code: 'UNKNOWN_NODE',
    });
    await expect(simulate({} as never, { input: 1 })).rejects.toMatchObject({ code: 'DEFINITION' });
  });
});
