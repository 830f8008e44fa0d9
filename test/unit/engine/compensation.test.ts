import {
  all,
  any,
  type ContextOf,
  exit,
  flow,
  fn,
  MachineStep,
  node,
  RunCancelledError,
  RunFailedError,
  Step,
} from 'millrace';
import { createTestEngine, type TestEngine } from 'millrace/testing';

let engine: TestEngine;
const log: string[] = [];
beforeEach(() => {
  engine = createTestEngine();
  log.length = 0;
});
afterEach(() => engine.stop({ graceMs: 0 }));

@Step()
class Reserve extends MachineStep<string, string> {
  async execute(what: string) {
    return `${what} reserved`;
  }

  override compensate({ input, output }: { input: string; output: string }, { path }: ContextOf<this>) {
    log.push(`${input}, ${output}, ${path}`);
  }
}

@Step({ retry: { maxAttempts: 2, initial: 100, jitter: false }, timeout: 50 })
class Stuck extends MachineStep<string, string> {
  execute(what: string) {
    return what;
  }

  override compensate(_: unknown, { attempt, signal }: ContextOf<this>) {
    signal.addEventListener('abort', () => log.push(`attempt ${attempt} given up`));
    return new Promise<void>(() => undefined);
  }
}

const broken = fn('broken', (_: unknown): string => {
  throw new Error('out of stock');
});
const stay = fn('stay', () => new Promise<never>(() => undefined));

describe('compensation', () => {
  it('gives what went in and came out, newest first, and the run ends with the failure that began it', async () => {
    const draft = flow('undone').nodes({ first: Reserve, second: Reserve, broken, done: exit<string>() });
    const { to } = draft;
    const undone = draft.wire('first', { first: to.second, second: to.broken, broken: to.done });
    await expect(engine.run(undone, 'lamp')).rejects.toMatchObject({
      failure: { message: 'out of stock' },
      compensationFailures: [],
    });
    expect(log).toEqual(['lamp reserved, lamp reserved reserved, second#1', 'lamp, lamp reserved, first#1']);
  });

  it('that never settles is ended by the timeout of its step and tried again; what cannot be undone is told', async () => {
    const draft = flow('stuck').nodes({ first: Reserve, stuck: Stuck, broken, done: exit<string>() });
    const { to } = draft;
    const run = await engine.start(draft.wire('first', { first: to.stuck, stuck: to.broken, broken: to.done }), 'lamp');
    const error = run.result().catch((thrown: unknown) => thrown);
    await engine.advance(1000);
    expect(await error).toBeInstanceOf(RunFailedError);
    expect(await error).toMatchObject({
      message: expect.stringContaining('out of stock (and 1 of its steps could not be undone)') as string,
      failure: { message: 'out of stock' },
      compensationFailures: [{ code: 'TIMEOUT' }],
    });
    expect(log).toEqual(['attempt 1 given up', 'attempt 2 given up', 'lamp, lamp reserved, first#1']);
    expect(await engine.inspect(run.id)).toMatchObject({
      status: 'failed',
      compensationFailures: [{ code: 'TIMEOUT' }],
    });
  });

  it('takes place on a cancel only if it is asked for', async () => {
    const draft = flow('cancelled').nodes({ first: Reserve, stay, done: exit<never>() });
    const { to } = draft;
    const cancelled = draft.wire('first', { first: to.stay, stay: to.done });
    const plain = await engine.start(cancelled, 'lamp');
    await engine.settle();
    await plain.cancel({ reason: 'no more' });
    expect(log).toEqual([]);
    const undoing = await engine.start(cancelled, 'lamp');
    const result = undoing.result().catch((thrown: unknown) => thrown);
    await engine.settle();
    await undoing.cancel({ reason: 'no more', compensate: true });
    expect(await result).toBeInstanceOf(RunCancelledError);
    expect(log).toEqual(['lamp, lamp reserved, first#1']);
  });

  it('reaches into branches and into flows whose failure was caught', async () => {
    const inner = flow('inner').nodes({ first: Reserve, broken, done: exit<string>() });
    const caught = inner.wire('first', { first: inner.to.broken, broken: inner.to.done });
    const draft = flow('outer').nodes({
      caught,
      both: all({ left: Reserve, right: Reserve }),
      broken,
      done: exit<string>(),
    });
    const { to } = draft;
    const outer = draft.wire('caught', {
      caught: { next: to.both, error: to.both.via(({ input }) => input) },
      both: to.broken,
      broken: to.done,
    });
    await expect(engine.run(outer, 'lamp')).rejects.toThrow('out of stock');
    expect(log.map((line) => line.split(', ')[2]).sort()).toEqual([
      'both#1/left#1',
      'both#1/right#1',
      'caught#1/first#1',
    ]);
    expect(log.at(-1)).toContain('caught#1/first#1');
  });

  it('of losers takes place before the run goes on', async () => {
    const slow = flow('slow').nodes({ reserve: Reserve, stay, out: exit<never>() });
    const quick = flow('quick').nodes({
      wait: node(
        fn('wait', (what: string) => what),
        { delay: '1s' },
      ),
      out: exit<string>(),
    });
    const draft = flow('first').nodes({
      offers: any(
        {
          slow: slow.wire('reserve', { reserve: slow.to.stay, stay: slow.to.out }),
          quick: quick.wire('wait', { wait: quick.to.out }),
        },
        { losers: 'compensate' },
      ),
      note: fn('note', (what: string) => {
        log.push('goes on');
        return what;
      }),
      done: exit<string>(),
    });
    const { to } = draft;
    const first = draft.wire('offers', { offers: { slow: to.note, quick: to.note }, note: to.done });
    expect(await engine.run(first, 'lamp')).toBe('lamp');
    expect(log).toEqual(['lamp, lamp reserved, offers#1/slow#1/reserve#1', 'goes on']);
  });
});
