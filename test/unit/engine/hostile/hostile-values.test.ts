import { setImmediate as turn } from 'node:timers/promises';
import { createEngine, type Engine, exit, flow, fn, MillraceError, type Run } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage } from 'millrace/storage';
import { cases, fc } from '../../../support/cases';
import { HOSTILE_VALUES } from '../../../support/hostile-values';
import { type Hostile, POSITIONS } from './positions';

/** A run that has not ended after so many ms never will. */
const NEVER_MS = 20_000;

const plain = (() => {
  const { to, wire } = flow<number>('plain').nodes({ inc: fn('inc', (n: number) => n + 1), done: exit<number>() });
  return wire('inc', { inc: to.done });
})();

/** Engines, and how many runs each of them is tried with. */
const ENGINES: readonly (readonly [storage: string, runs: number, create: () => Promise<Engine>])[] = [
  ['no storage', 600, () => createEngine({ flows: [plain] })],
  ['a storage in memory', 200, () => createEngine({ flows: [plain], storage: memoryStorage() })],
  ['SQLite', 60, () => createEngine({ flows: [plain], storage: sqliteStorage({ file: ':memory:' }) })],
];

const trials = fc.record({
  position: fc.constantFrom(...Object.keys(POSITIONS)),
  value: fc.constantFrom(...HOSTILE_VALUES),
  throws: fc.boolean(),
});

/** Acts on a run. Returns with what it is refused, which must be an error of ours. */
async function refusalOf(act: Promise<void> | void | undefined): Promise<MillraceError | undefined> {
  try {
    await act;
    return undefined;
  } catch (error) {
    if (MillraceError.is(error)) return error;
    throw error;
  }
}

async function endOf(run: Run): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, NEVER_MS, 'running');
  });
  const result = run.result().then(
    () => 'completed',
    (error: unknown) => (MillraceError.is(error, 'RUN_FAILED') ? 'failed' : `rejected with ${typeof error}`),
  );
  const end = await Promise.race([result, never]);
  clearTimeout(timer);
  return end;
}

describe.each(ENGINES)('an engine with %s', (_, runs, create) => {
  let engine: Engine;
  beforeEach(async () => {
    jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    engine = await create();
  });
  afterEach(async () => {
    await engine.stop();
    jest.restoreAllMocks();
  });

  it('ends every run and continues, whatever the code of its users returns, throws or emits', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async ({ position: name, value, throws: mayThrow }) => {
        const position = POSITIONS[name];
        const throws = mayThrow && !position?.isPassed;
        if (!position || (value.pends && !throws && position.awaits)) return;
        const hostile: Hostile = () => {
          if (throws) throw value.make();
          return value.make() as never;
        };
        const run = await engine.start(position.flowOf(hostile) as never, 1 as never);
        if (position.act) await until(run);
        const refusal = await refusalOf(position.act?.(engine, run, hostile));
        if (refusal) await run.cancel();
        const end = await endOf(run);
        const expected = refusal ? ['rejected with object'] : ['failed', 'completed'];
        expect(expected).toContain(end);
        if (throws && !position.act && position.onThrow !== 'either') expect(end).toBe(position.onThrow ?? 'failed');
        // What is thrown in a listener or rejected reaches the process within a turn, and fails the test.
        await turn();
        await expect(engine.run(plain, 1)).resolves.toBe(2);
      }),
      { numRuns: cases(runs) },
    );
  });
});

/** Resolves once a run waits for somebody, or has ended. */
async function until(run: Run): Promise<void> {
  for (;;) {
    const status = await run.status();
    if (status !== 'running' && status !== 'pending') return;
    await turn();
  }
}
