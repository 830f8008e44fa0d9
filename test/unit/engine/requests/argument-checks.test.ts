import { createEngine, type DurableEngine, exit, flow, type Run, signal, waitFor } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { oddValues } from '../../../support/odd-values';

const go = signal<number>('go');
const { to, wire } = flow('waiting').nodes({ wait: waitFor(go), done: exit<number>() });
const waiting = wire('wait', { wait: to.done });
const by = 'ann';
const long = 'x'.repeat(10_001);

/** A call with one value that is wrong, and the option that has to be named. */
type Call = readonly [
  what: string,
  option: string,
  call: (engine: DurableEngine, run: Run, bad: never) => Promise<unknown>,
];

const IDS: readonly Call[] = [
  ['get', 'runId', (engine, _, bad) => engine.get(bad)],
  ['inspect', 'runId', (engine, _, bad) => engine.inspect(bad)],
  ['signal to a run', 'target.runId', (engine, _, bad) => engine.signal({ runId: bad }, go, 1)],
  ['signal to a flow', 'target.flow', (engine, _, bad) => engine.signal({ flow: bad, idempotencyKey: 'k' }, go, 1)],
  [
    'signal to a key',
    'target.idempotencyKey',
    (engine, _, bad) => engine.signal({ flow: 'waiting', idempotencyKey: bad }, go, 1),
  ],
  [
    'idempotencyKey of signal',
    'idempotencyKey',
    (engine, run, bad) => engine.signal({ runId: run.id }, go, 1, { idempotencyKey: bad }),
  ],
  ['id of start', 'id', (engine, _, bad) => engine.start(waiting, undefined, { id: bad })],
  ['version of start', 'version', (engine, _, bad) => engine.start('waiting', undefined, { version: bad })],
  ['deadline of start', 'deadline', (engine, _, bad) => engine.start(waiting, undefined, { deadline: bad })],
  [
    'retainedEvents of run',
    'retainedEvents',
    (engine, _, bad) => engine.run(waiting, undefined, { retainedEvents: bad }),
  ],
  ['tasks.get', 'id', (engine, _, bad) => engine.tasks.get(bad)],
  ['tasks.claim', 'id', (engine, _, bad) => engine.tasks.claim(bad, { by })],
  ['who of tasks.release', 'by', (engine, _, bad) => engine.tasks.release('t', { by: bad })],
  ['to of tasks.reassign', 'to', (engine, _, bad) => engine.tasks.reassign('t', { by, to: bad })],
  [
    'reason of tasks.reassign',
    'reason',
    (engine, _, bad) => engine.tasks.reassign('t', { by, to: 'ben', reason: bad }),
  ],
  ['reason of tasks.cancel', 'reason', (engine, _, bad) => engine.tasks.cancel('t', { by, reason: bad })],
  ['comment of tasks.complete', 'comment', (engine, _, bad) => engine.tasks.complete('t', { by, comment: bad })],
  ['reason of cancel', 'reason', (_, run, bad) => run.cancel({ reason: bad })],
  ['reason of pause', 'reason', (_, run, bad) => run.pause({ reason: bad })],
];

const OPTIONS: readonly Call[] = [
  ['signal target', 'target', (engine, _, bad) => engine.signal(bad, go, 1)],
  ['signal', 'options', (engine, run, bad) => engine.signal({ runId: run.id }, go, 1, bad)],
  ['start', 'options', (engine, _, bad) => engine.start(waiting, undefined, bad)],
  ['run', 'options', (engine, _, bad) => engine.run(waiting, undefined, bad)],
  ['list', 'options', (engine, _, bad) => engine.list(bad)],
  ['stop', 'options', (engine, _, bad) => engine.stop(bad)],
  ['cancel', 'options', (_, run, bad) => run.cancel(bad)],
  ['tasks.list', 'options', (engine, _, bad) => engine.tasks.list(bad)],
  ['tasks.claim', 'options', (engine, _, bad) => engine.tasks.claim('t', bad)],
  ['tasks.complete', 'options', (engine, _, bad) => engine.tasks.complete('t', bad)],
];

const IDS_WITH_A_STORAGE: readonly Call[] = [
  ['history', 'runId', (engine, _, bad) => engine.history(bad)],
  ['redrive', 'runId', (engine, _, bad) => engine.redrive(bad)],
  ['fork', 'runId', (engine, _, bad) => engine.fork(bad)],
  ['remove', 'runId', (engine, _, bad) => engine.remove(bad)],
  ['migrate', 'runs', (engine, run, bad) => engine.migrate([run.id, bad], { to: waiting })],
];

const OPTIONS_WITH_A_STORAGE: readonly Call[] = [
  ['history', 'options', (engine, run, bad) => engine.history(run.id, bad)],
  ['redrive', 'options', (engine, run, bad) => engine.redrive(run.id, bad)],
  ['redriveAll', 'options', (engine, _, bad) => engine.redriveAll(bad)],
  ['fork', 'options', (engine, run, bad) => engine.fork(run.id, bad)],
  ['orphans', 'options', (engine, _, bad) => engine.orphans(bad)],
  ['migrate', 'runs', (engine, _, bad) => engine.migrate(bad, { to: waiting })],
  ['migrate', 'options', (engine, run, bad) => engine.migrate([run.id], bad)],
  ['map of migrate', 'map', (engine, run, bad) => engine.migrate([run.id], { to: waiting, map: bad })],
  ['purge', 'options', (engine, _, bad) => engine.purge(bad)],
];

const NO_OBJECTS: readonly unknown[] = [null, 'text', 7, true, 7n, Symbol('s')];

describe.each([
  ['in memory', () => createEngine({ flows: [waiting] }), IDS, OPTIONS],
  [
    'with a storage',
    () => createEngine({ flows: [waiting], storage: memoryStorage() }),
    [...IDS, ...IDS_WITH_A_STORAGE],
    [...OPTIONS, ...OPTIONS_WITH_A_STORAGE],
  ],
] as const)('an engine %s', (_name, make, ids, options) => {
  let engine: DurableEngine;
  let run: Run;
  beforeEach(async () => {
    // What only an engine with a storage has is only called there.
    engine = (await make()) as DurableEngine;
    run = await engine.start('waiting', undefined, { id: 'one' });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  async function refuses(option: string, call: Call[2], values: readonly unknown[]): Promise<void> {
    for (const bad of values) {
      const error: unknown = await call(engine, run, bad as never).then(
        () => 'not refused',
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: 'INVALID_OPTION', details: { option } });
      expect((error as Error).message.length).toBeLessThan(250);
    }
    expect(
      (await engine.list()).items.map(({ id, status }) => [id, ['pending', 'running', 'waiting'].includes(status)]),
    ).toEqual([['one', true]]);
  }

  it.each(ids)('refuses what is no text, or no such value, as %s: it names %s', (_what, option, call) =>
    refuses(
      option,
      call,
      oddValues().map(([, value]) => value),
    ),
  );

  it.each(options)('refuses what is no object as %s: it names %s', (_what, option, call) =>
    refuses(option, call, NO_OBJECTS),
  );

  it('takes reasons and comments of up to 10,000 characters', async () => {
    await refuses('reason', (_, one, bad) => one.pause({ reason: bad }), [long]);
    await refuses('reason', (_, one, bad) => one.cancel({ reason: bad }), [long]);
    await refuses('reason', (one, _, bad) => one.tasks.cancel('t', { by, reason: bad }), [long]);
    await refuses('comment', (one, _, bad) => one.tasks.complete('t', { by, comment: bad }), [long]);
    await run.cancel({ reason: long.slice(1) });
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });

  it('refuses grace and filters of tasks that cannot be', async () => {
    await refuses('graceMs', (one, _, graceMs) => one.stop({ graceMs }), [-1, Number.NaN, '5s', null]);
    await refuses('compensate', (_, one, compensate) => one.cancel({ reason: 'enough', compensate }), ['yes', null, 1]);
    await refuses('candidateGroups', (one, _, candidateGroups) => one.tasks.list({ candidateGroups }), [
      'a',
      [1],
      null,
    ]);
    await refuses('overdue', (one, _, overdue) => one.tasks.list({ overdue }), ['no', null]);
    await refuses('assignee', (one, _, assignee) => one.tasks.list({ assignee }), [7, null, {}]);
    await refuses('after', (one, _, after) => one.list({ after }), [7, null, [], {}]);
  });

  it('knows no run or task of a text that it never gave', async () => {
    for (const unknown of ['', 'none', long]) {
      expect([await engine.get(unknown), await engine.inspect(unknown), await engine.tasks.get(unknown)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      await expect(engine.signal({ runId: unknown }, go, 1)).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
      await expect(engine.signal({ flow: 'waiting', idempotencyKey: unknown }, go, 1)).rejects.toMatchObject({
        code: 'UNKNOWN_RUN',
      });
      await expect(engine.tasks.claim(unknown, { by })).rejects.toMatchObject({ code: 'TASK_UNKNOWN' });
    }
  });
});
