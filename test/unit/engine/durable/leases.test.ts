import {
  type AnyFlow,
  type DurableEngine,
  type EngineEvent,
  exit,
  flow,
  fn,
  MachineStep,
  type RunEvent,
  RunFailedError,
  Step,
  type Storage,
  sleep,
} from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { performCall, storageOfCalls } from '../../../../src/storage/adapter-kit';
import { memoryStorage } from '../../../../src/storage/memory';
import { type ClockOffsets, SuspendableClock } from './suspendable-clock';

const LEASE = 15_000;
const MINUTE = 60_000;

let shared: VirtualClock;
let storage: Storage;
const engines: DurableEngine[] = [];
beforeEach(() => {
  shared = new VirtualClock({ start: 1_000_000_000 });
  storage = memoryStorage();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop({ graceMs: 0 });
});

/** A flow of one step that ends when it is let; it notes in which process it begins. */
class Gated {
  readonly begun: string[] = [];
  readonly gates: (() => void)[] = [];

  in(name: string) {
    const work = fn('work', async (n: number) => {
      this.begun.push(name);
      await new Promise<void>((resolve) => this.gates.push(resolve));
      return n;
    });
    const after = fn('after', (n: number) => {
      this.begun.push(`${name} after`);
      return n + 1;
    });
    const { to, wire } = flow('gated').nodes({ work, after, done: exit<number>() });
    return wire('work', { work: to.after, after: to.done });
  }

  open(): void {
    for (const open of this.gates.splice(0)) open();
  }
}

/** A flow of one step that decides for long whether it is to be skipped; it notes in which process it executes. */
class Checked {
  readonly executed: string[] = [];
  private readonly decisions = new Map<string, () => void>();

  in(name: string) {
    const { executed } = this;
    const decided = new Promise<void>((resolve) => this.decisions.set(name, resolve));
    @Step()
    class Check extends MachineStep<number, number> {
      override async skip(): Promise<undefined> {
        await decided;
        return undefined;
      }
      override execute(n: number): number {
        executed.push(name);
        return n + 1;
      }
    }
    const { to, wire } = flow('checked').nodes({ check: Check, done: exit<number>() });
    return wire('check', { check: to.done });
  }

  decide(name: string): void {
    this.decisions.get(name)?.();
  }
}

const nap = (() => {
  const { to, wire } = flow('nap').nodes({ nap: sleep('10s'), done: exit<undefined>() });
  return wire('nap', { nap: to.done });
})();

interface ProcessOptions extends ClockOffsets {
  readonly maxRecoveries?: number;
  readonly flows?: readonly AnyFlow[];
}

/** One process with an engine. */
class Process {
  readonly clock: SuspendableClock;
  readonly told: (EngineEvent | RunEvent)[] = [];
  private readonly connection: { dead: boolean } = { dead: false };
  readonly gated;
  readonly engine: DurableEngine;

  constructor(
    readonly name: string,
    work: Gated,
    { maxRecoveries, flows: others = [], ...offsets }: ProcessOptions = {},
  ) {
    this.clock = new SuspendableClock(shared, offsets);
    this.gated = work.in(name);
    const { connection, clock } = this;
    const mortal: Storage = {
      ...storage,
      ...storageOfCalls((call) => (connection.dead ? new Promise(() => undefined) : performCall(storage, call))),
    };
    const flows = [this.gated, nap, ...others];
    this.engine = createStorageEngine({
      storage: mortal,
      clock,
      random: () => 0.5,
      flows,
      maxRecoveries,
      lease: LEASE,
    });
    this.engine.events$.subscribe((event) => this.told.push(event));
  }

  async ready(): Promise<this> {
    await this.engine.ready();
    engines.push(this.engine);
    await shared.settle();
    return this;
  }

  /** It is killed: no timer of it fires any more, and no request of it reaches the storage. */
  kill(): void {
    this.connection.dead = true;
    this.clock.suspend();
    engines.splice(engines.indexOf(this.engine), 1);
  }

  /** Tells of which engine events this process has told. */
  types(...wanted: readonly EngineEvent['type'][]): readonly string[] {
    return this.told.flatMap(({ type }) => (wanted.some((one) => one === type) ? [type] : []));
  }

  async statusOf(id: string): Promise<string | undefined> {
    return (await this.engine.inspect(id))?.status;
  }
}

async function begin(name: string, work: Gated, options: ProcessOptions = {}) {
  return new Process(name, work, options).ready();
}

describe('engines whose clocks are apart by a minute', () => {
  it.each([MINUTE, -MINUTE])("do not end each other's leases, and tell of it (%i ms)", async (wallMs) => {
    const work = new Gated();
    const a = await begin('a', work);
    const run = await a.engine.start(a.gated, 1);
    await shared.settle();
    const b = await begin('b', work, { wallMs });
    await shared.advance(10 * MINUTE);
    expect(work.begun).toEqual(['a']);
    work.open();
    expect(await run.result()).toBe(2);
    const skewOf = ({ told }: Process) =>
      told.flatMap((event) => (event.type === 'clock.skewed' ? [event.skewMs] : []));
    // Each tells once of the other. How far they are apart is known but for the time between two looks.
    for (const [process, expected] of [
      [a, wallMs],
      [b, -wallMs],
    ] as const) {
      const [skewMs = 0, ...more] = skewOf(process);
      expect(more).toEqual([]);
      expect(Math.abs(skewMs - expected)).toBeLessThanOrEqual(LEASE / 3);
    }
    expect([a, b].flatMap((process) => process.types('lease.ended', 'engine.returned'))).toEqual([]);
  });

  it('tell of nothing while they agree within a part of the lease', async () => {
    const work = new Gated();
    const a = await begin('a', work);
    const b = await begin('b', work, { wallMs: LEASE / 4 });
    await shared.advance(10 * MINUTE);
    expect([a, b].flatMap((process) => process.types('clock.skewed', 'lease.ended'))).toEqual([]);
  });

  it.each([MINUTE, 60 * MINUTE, -MINUTE])(
    'take over from a dead one after its lease, and wake its sleeping runs in time (%i ms)',
    async (wallMs) => {
      const work = new Gated();
      const dead = await begin('dead', work, { wallMs });
      const { id } = await dead.engine.start(dead.gated, 1);
      const { id: asleep } = await dead.engine.start(nap, undefined);
      await shared.settle();
      dead.kill();
      const heir = await begin('heir', work);
      await shared.advance(LEASE - 1);
      expect(work.begun).toEqual(['dead']);
      await shared.advance(LEASE / 3);
      expect(work.begun).toEqual(['dead', 'heir']);
      work.open();
      await shared.advance(10_000);
      expect([await heir.statusOf(id), await heir.statusOf(asleep)]).toEqual(['completed', 'completed']);
    },
  );

  it('keep a sleep whose engine has the right time', async () => {
    const work = new Gated();
    const ahead = await begin('ahead', work, { wallMs: MINUTE });
    ahead.kill();
    const right = await begin('right', work);
    const { id } = await right.engine.start(nap, undefined);
    await shared.settle();
    await right.engine.stop();
    const heir = await begin('heir', work);
    await shared.advance(9_000);
    expect(await heir.statusOf(id)).toBe('waiting');
    await shared.advance(1_000);
    expect(await heir.statusOf(id)).toBe('completed');
  });
});

describe('a start-up', () => {
  it('ends leases at once that are overdue by five minutes, and watches others first', async () => {
    const work = new Gated();
    const old = await begin('old', work);
    await old.engine.start(old.gated, 1);
    await shared.settle();
    old.kill();
    await shared.advance(4 * MINUTE);
    const late = await begin('late', work);
    expect(work.begun).toEqual(['old']);
    late.kill();
    await shared.advance(2 * MINUTE);
    const later = await begin('later', work);
    expect(work.begun).toEqual(['old', 'later']);
    expect(later.types('lease.ended')).toEqual(['lease.ended']);
  });
});

describe('an engine that was kept from renewing its lease', () => {
  it('keeps its runs if nobody has ended the lease, and begins what comes next after it has renewed it', async () => {
    const work = new Gated();
    const alone = await begin('alone', work);
    const { gated, engine, clock } = alone;
    const runs = [await engine.start(gated, 1), await engine.start(gated, 2)];
    await shared.settle();
    clock.suspend();
    await shared.advance(10 * LEASE);
    // Its event loop comes to what the steps have done before it comes to its timers.
    work.open();
    await shared.settle();
    clock.resume();
    await shared.settle();
    for (const [index, run] of runs.entries()) expect(await run.result()).toBe(index + 2);
    expect(work.begun).toEqual(['alone', 'alone', 'alone after', 'alone after']);
    expect(alone.types('engine.returned', 'storage.failed')).toEqual([]);
  });

  it('begins a step whose `skip` took longer than the lease, once the lease is renewed', async () => {
    const checked = new Checked();
    const alone = await begin('alone', new Gated());
    const run = await alone.engine.start(checked.in('alone'), 1);
    await shared.settle();
    alone.clock.suspend();
    await shared.advance(10 * LEASE);
    checked.decide('alone');
    expect(await run.result()).toBe(2);
    alone.clock.resume();
    await shared.settle();
    expect(checked.executed).toEqual(['alone']);
    expect(alone.types('engine.returned')).toEqual([]);
  });

  it('says that it is back when another has ended its lease, and cannot commit', async () => {
    const work = new Gated();
    const [a, b] = [await begin('a', work), await begin('b', work)];
    const run = await a.engine.start(a.gated, 1);
    await shared.settle();
    a.clock.suspend();
    await shared.advance(2 * LEASE);
    expect(work.begun).toEqual(['a', 'b']);
    expect(b.types('lease.ended')).toEqual(['lease.ended']);
    const [mine, theirs] = work.gates.splice(0);
    mine?.();
    await shared.settle();
    a.clock.resume();
    await shared.settle();
    expect(a.types('engine.returned')).toEqual(['engine.returned']);
    expect(work.begun).toEqual(['a', 'b']);
    theirs?.();
    expect(await run.result()).toBe(2);
    expect(work.begun).toEqual(['a', 'b', 'b after']);
  });

  it('is not counted among the deaths in a step, however often it happens', async () => {
    const work = new Gated();
    const pair = [await begin('a', work, { maxRecoveries: 2 }), await begin('b', work, { maxRecoveries: 2 })] as const;
    const { id } = await pair[0].engine.start(pair[0].gated, 1);
    await shared.settle();
    for (let turn = 0; turn < 8; turn += 1) {
      const owner = pair[turn % 2 === 0 ? 0 : 1];
      owner.clock.suspend();
      // Both have learnt to wait for longer.
      for (const { length } = work.begun; work.begun.length === length; ) await shared.advance(LEASE);
      owner.clock.resume();
      await shared.settle();
    }
    expect(work.begun).toHaveLength(9);
    const recovered = (await pair[0].engine.history(id, { limit: 500 })).items.filter(
      ({ type }) => type === 'run.recovered',
    );
    expect(recovered).toHaveLength(8);
    work.open();
    await shared.settle();
    expect(await pair[1].statusOf(id)).toBe('completed');
  });

  it('is counted if it is dead, and only then', async () => {
    const work = new Gated();
    const first = await begin('0', work, { maxRecoveries: 2 });
    const { id } = await first.engine.start(first.gated, 1);
    await shared.settle();
    let owner = first;
    for (let death = 1; death <= 3; death += 1) {
      const next = await begin(String(death), work, { maxRecoveries: 2 });
      // One that comes back each time, and one that does not.
      owner.clock.suspend();
      await shared.advance(2 * LEASE);
      expect(work.begun.at(-1)).toBe(String(death));
      if (death === 1) {
        owner.clock.resume();
        await shared.settle();
        await owner.engine.stop({ graceMs: 0 });
      } else owner.kill();
      owner = next;
    }
    owner.kill();
    const last = await begin('last', work, { maxRecoveries: 2 });
    await shared.advance(2 * LEASE);
    const failure = await (await last.engine.get(id))?.result().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunFailedError);
    expect(failure).toMatchObject({
      failure: { code: 'STEP_CRASHED', message: expect.stringContaining('died 3 times') },
    });
  });

  it('does not lose it again to what keeps it as long as before', async () => {
    const work = new Gated();
    const [a, b] = [await begin('a', work), await begin('b', work)];
    a.clock.suspend();
    await shared.advance(3 * LEASE);
    a.clock.resume();
    await shared.settle();
    expect(b.types('lease.ended')).toEqual(['lease.ended']);
    const run = await a.engine.start(a.gated, 1);
    await shared.settle();
    a.clock.suspend();
    await shared.advance(3 * LEASE);
    a.clock.resume();
    await shared.settle();
    work.open();
    expect(await run.result()).toBe(2);
    expect(work.begun).toEqual(['a', 'a after']);
  });

  it('begins nothing after its machine was suspended, though its monotonic clock stood still', async () => {
    const checked = new Checked();
    const a = await begin('a', new Gated());
    const run = await a.engine.start(checked.in('a'), 1);
    await shared.settle();
    a.clock.suspend({ machine: true });
    const b = await begin('b', new Gated(), { flows: [checked.in('b')] });
    await shared.advance(2 * LEASE);
    expect(b.types('lease.ended')).toEqual(['lease.ended']);
    // Its event loop comes to the step before it comes to the timer of its lease.
    checked.decide('a');
    await shared.settle();
    a.clock.resume();
    await shared.settle();
    checked.decide('b');
    expect(await run.result()).toBe(2);
    expect(checked.executed).toEqual(['b']);
  });
});

describe('an engine that watches others', () => {
  it('counts no time in which it was suspended itself', async () => {
    const work = new Gated();
    const [a, b] = [await begin('a', work), await begin('b', work)];
    const run = await a.engine.start(a.gated, 1);
    await shared.settle();
    for (const { clock } of [a, b]) clock.suspend();
    await shared.advance(10 * LEASE);
    b.clock.resume();
    await shared.advance(LEASE / 3);
    a.clock.resume();
    await shared.advance(10 * LEASE);
    work.open();
    expect(await run.result()).toBe(2);
    expect(work.begun).toEqual(['a', 'a after']);
    expect(b.types('lease.ended')).toEqual([]);
  });

  it('ends no lease after an outage of the storage that kept all from renewing', async () => {
    const work = new Gated();
    const [a, b] = [await begin('a', work), await begin('b', work)];
    const run = await a.engine.start(a.gated, 1);
    await shared.settle();
    const renewLease = jest.spyOn(storage, 'renewLease').mockRejectedValue(new Error('no connection'));
    await shared.advance(10 * LEASE);
    renewLease.mockRestore();
    await shared.advance(10 * LEASE);
    work.open();
    expect(await run.result()).toBe(2);
    expect([a, b].flatMap((process) => process.types('lease.ended', 'engine.returned'))).toEqual([]);
  });
});
