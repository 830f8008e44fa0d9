import {
  type AnyFlow,
  all,
  exit,
  flow,
  fn,
  MachineStep,
  type RunEvent,
  race,
  Step,
  type StepContext,
  sleep,
  TerminalError,
} from 'millrace';
import { DurableWorld } from '../durable/durable-world';

let world: DurableWorld;
/** What was done and undone, with the visits' paths. */
let log: string[];
let broken: boolean;
let undoFails: boolean;
beforeEach(() => {
  world = new DurableWorld();
  log = [];
  broken = true;
  undoFails = false;
});
afterEach(() => world.end());

@Step()
class Reserve extends MachineStep<number, number> {
  execute(n: number, { path, idempotencyKey }: StepContext): number {
    log.push(`${path} ${n} ${idempotencyKey.endsWith(path)}`);
    return n + 1;
  }
  override compensate({ input }: { readonly input: number }, { path }: StepContext): void {
    if (undoFails) throw new Error('it cannot be undone');
    log.push(`undo ${path} ${input}`);
  }
}

/** A step that cannot be undone although it should. */
@Step()
class Stubborn extends MachineStep<unknown, number> {
  execute(): number {
    return 1;
  }
  override compensate(): never {
    throw new TerminalError('it cannot be undone');
  }
}

const plain = fn('plain', (n: number, { path }: StepContext) => {
  log.push(`${path} ${n}`);
  return n + 1;
});

const ship = fn('ship', (n: number, { path }: StepContext) => {
  log.push(`${path} ${n}`);
  if (broken) throw new Error('no');
  return n * 10;
});

const draft = flow<number>('order').nodes({
  plain,
  a: Reserve,
  between: plain,
  b: Reserve,
  ship,
  done: exit<number>(),
});
const { to } = draft;
const order = draft.wire('plain', { plain: to.a, a: to.between, between: to.b, b: to.ship, ship: to.done });

async function failedRun(of: AnyFlow, input: unknown) {
  const engine = await world.engine([of]);
  const run = await engine.start(of as never, input as never);
  await expect(run.result()).rejects.toMatchObject({ code: 'RUN_FAILED' });
  return { engine, id: run.id };
}

describe('the redrive of a run that has undone its work', () => {
  it('executes it again from the earliest undone step, in new visits; what comes before stays', async () => {
    const { engine, id } = await failedRun(order, 1);
    expect(log.splice(0)).toEqual([
      'plain#1 1',
      'a#1 2 true',
      'between#1 3',
      'b#1 4 true',
      'ship#1 5',
      'undo b#1 4',
      'undo a#1 2',
    ]);
    broken = false;
    expect(await (await engine.redrive(id)).result()).toBe(50);
    expect(log).toEqual(['a#2 2 true', 'between#2 3', 'b#2 4 true', 'ship#2 5']);
    const { items } = await engine.history(id, { limit: 200 });
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
  });

  it('takes an edited input for the earliest undone step', async () => {
    const { engine, id } = await failedRun(order, 1);
    broken = false;
    expect(await (await engine.redrive(id, { input: 7 })).result()).toBe(100);
  });

  it('is possible again and again, by any engine, and undoes each time what was done again', async () => {
    const { engine, id } = await failedRun(order, 1);
    await engine.stop();
    const other = await world.engine([order]);
    log = [];
    await expect((await other.redrive(id)).result()).rejects.toMatchObject({ code: 'RUN_FAILED' });
    expect(log.splice(0)).toEqual(['a#2 2 true', 'between#2 3', 'b#2 4 true', 'ship#2 5', 'undo b#2 4', 'undo a#2 2']);
    broken = false;
    expect(await (await other.redrive(id)).result()).toBe(50);
    expect(log[0]).toBe('a#3 2 true');
    expect((await other.redriveAll()).refused).toEqual([]);
  });

  it('continues with the earliest step that was undone, if others could not be', async () => {
    undoFails = true;
    const { engine, id } = await failedRun(order, 1);
    broken = false;
    log = [];
    expect(await (await engine.redrive(id)).result()).toBe(50);
    expect(log).toEqual(['ship#2 5']);
    expect(await engine.inspect(id)).not.toHaveProperty('compensationFailures');
  });

  it('begins the node anew that holds the earliest undone step, with its input', async () => {
    const inner = flow<number>('inner').nodes({ a: Reserve, done: exit<number>() });
    const called = inner.wire('a', { a: inner.to.done });
    const outer = flow<number>('outer').nodes({
      plain,
      both: all({ left: called, right: plain }),
      ship: fn('ship', ({ left }: { readonly left: number; readonly right: number }) => {
        if (broken) throw new Error('no');
        return left;
      }),
      done: exit<number>(),
    });
    const nested = outer.wire('plain', {
      plain: outer.to.both.via((n) => n * 100),
      both: outer.to.ship,
      ship: outer.to.done,
    });
    const { engine, id } = await failedRun(nested, 1);
    log = [];
    broken = false;
    expect(await (await engine.redrive(id)).result()).toBe(201);
    expect(log).toEqual(['both#2/right#1 200', 'both#2/left#1/a#1 200 true']);
    const events: readonly RunEvent[] = (await engine.history(id, { limit: 200 })).items;
    expect(events.at(-1)?.type).toBe('run.completed');
  });

  it('does not continue with a step that the run had undone before it failed', async () => {
    const slow = flow<number>('slow').nodes({ book: Reserve, wait: sleep('1h'), done: exit<unknown>() });
    const loser = slow.wire('book', { book: slow.to.wait, wait: slow.to.done });
    const draftOfRace = flow<number>('race').nodes({
      stubborn: Stubborn,
      offers: race({ loser, winner: sleep(10) }, { losers: 'compensate' }),
      ship: fn('ship', () => {
        log.push('ship');
        if (broken) throw new Error('no');
        return 'shipped';
      }),
      done: exit<string>(),
    });
    const { to: next } = draftOfRace;
    const raced = draftOfRace.wire('stubborn', {
      stubborn: next.offers,
      offers: { loser: next.ship, winner: next.ship },
      ship: next.done,
    });
    const engine = await world.engine([raced]);
    const run = await engine.start(raced, 1);
    await world.clock.settle();
    await world.clock.jump(10);
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_FAILED' });
    expect(log).toContain('undo offers#1/loser#1/book#1 1');
    broken = false;
    log = [];
    expect(await (await engine.redrive(run.id)).result()).toBe('shipped');
    expect(log).toEqual(['ship']);
  });
});
