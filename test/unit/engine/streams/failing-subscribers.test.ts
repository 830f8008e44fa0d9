import { setImmediate as turn } from 'node:timers/promises';
import { createEngine, type Engine, type EngineEvent, exit, flow, fn, type RunEvent } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { delay, finalize, map, take } from 'rxjs';

type AnyEvent = EngineEvent | RunEvent;

const plain = (() => {
  const { to, wire } = flow<number>('plain').nodes({ inc: fn('inc', (n: number) => n + 1), done: exit<number>() });
  return wire('inc', { inc: to.done });
})();

function fail(): never {
  throw new Error('broken');
}

function isFailure(event: AnyEvent): event is Extract<AnyEvent, { type: 'subscriber.failed' }> {
  return event.type === 'subscriber.failed';
}

describe.each([
  ['without a storage', () => createEngine({ flows: [plain] })],
  ['with a storage', () => createEngine({ flows: [plain], storage: memoryStorage() })],
])('a failing subscriber of an engine %s', (_, create) => {
  let engine: Engine;
  let warn: jest.SpyInstance;
  beforeEach(async () => {
    warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    engine = await create();
  });
  afterEach(async () => {
    await engine.stop();
    jest.restoreAllMocks();
  });

  function failures(): Extract<AnyEvent, { type: 'subscriber.failed' }>[] {
    const found: Extract<AnyEvent, { type: 'subscriber.failed' }>[] = [];
    engine.events$.subscribe((event) => {
      if (isFailure(event)) found.push(event);
    });
    return found;
  }

  it('is reported to the others, never to itself', async () => {
    const own: AnyEvent[] = [];
    engine.events$.subscribe((event) => {
      own.push(event);
      fail();
    });
    const found = failures();
    await expect(engine.run(plain, 1)).resolves.toBe(2);
    expect(own.filter(isFailure)).toEqual([]);
    expect(found).toHaveLength(own.length);
    expect(found[0]).toMatchObject({ failure: { message: 'broken' } });
    expect(warn).not.toHaveBeenCalled();
  });

  it('is reported as a warning where no other subscribes', async () => {
    engine.events$.subscribe(fail);
    await engine.run(plain, 1);
    expect(warn).toHaveBeenCalledWith(
      'a subscriber threw: broken',
      expect.objectContaining({ type: 'MillraceWarning' }),
    );
  });

  it('is not told of its failures behind operators either', async () => {
    const own: string[] = [];
    engine.events$.pipe(map(({ type }) => type)).subscribe((type) => {
      own.push(type);
      fail();
    });
    await engine.run(plain, 1);
    expect(own).not.toContain('subscriber.failed');
  });

  it('is dropped after ten failures in a row, which is told', async () => {
    let calls = 0;
    engine.events$.subscribe(() => {
      calls += 1;
      fail();
    });
    const found = failures();
    for (let run = 0; run < 4; run += 1) await engine.run(plain, 1);
    expect(calls).toBe(10);
    expect(found.map(({ dropped }) => dropped)).toEqual([...new Array<undefined>(9).fill(undefined), true]);
  });

  it('is kept as long as it succeeds now and then', async () => {
    let calls = 0;
    engine.events$.subscribe(() => {
      calls += 1;
      if (calls % 10 !== 0) fail();
    });
    for (let run = 0; run < 10; run += 1) await engine.run(plain, 1);
    expect(calls).toBeGreaterThan(30);
  });

  it('does not call another that fails as well for ever', async () => {
    engine.events$.subscribe(fail);
    engine.events$.subscribe(fail);
    const found = failures();
    for (let run = 0; run < 4; run += 1) await engine.run(plain, 1);
    expect(found.filter(({ dropped }) => dropped)).toHaveLength(2);
  });

  it('may be async: a rejection counts as a throw', async () => {
    let calls = 0;
    const rejecting: () => unknown = async () => {
      calls += 1;
      await Promise.resolve();
      fail();
    };
    engine.events$.subscribe(rejecting);
    const found = failures();
    for (let run = 0; run < 12; run += 1) {
      await engine.run(plain, 1);
      await turn();
    }
    expect(found.filter(({ dropped }) => dropped)).toMatchObject([{ failure: { message: 'broken' } }]);
    const atEnd = calls;
    await engine.run(plain, 1);
    expect(calls).toBe(atEnd);
  });

  it('affects no run, whichever of its functions fails', async () => {
    const found = failures();
    const run = await engine.start(plain, 1);
    const hostile = { next: async () => Promise.reject(new Error('late')), complete: fail, error: fail };
    run.events$.subscribe(hostile);
    run.outputs$.subscribe(hostile);
    run.output('none' as never).subscribe(hostile);
    await expect(run.result()).resolves.toBe(2);
    await turn();
    const messages = new Set(found.map(({ failure }) => failure.message));
    expect(messages).toEqual(new Set(['late', 'broken']));
  });

  it('may be the clean-up of an operator', async () => {
    engine.events$.pipe(take(1), finalize(fail)).subscribe();
    const run = await engine.start(plain, 1);
    run.events$.pipe(finalize(fail)).subscribe();
    await expect(run.result()).resolves.toBe(2);
    await expect(engine.run(plain, 1)).resolves.toBe(2);
  });

  it('is dropped also where an operator delays its values', async () => {
    const found = failures();
    const dropped = new Promise<void>((resolve) => {
      engine.events$.subscribe((event) => {
        if (isFailure(event) && event.dropped) resolve();
      });
    });
    engine.events$.pipe(delay(0)).subscribe(fail);
    for (let run = 0; run < 4; run += 1) await engine.run(plain, 1);
    await dropped;
    expect(found).toHaveLength(10);
  });
});
