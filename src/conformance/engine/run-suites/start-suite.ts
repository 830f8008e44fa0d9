import { setTimeout as delay } from 'node:timers/promises';
import { choose, exit, flow, flowOf, fn } from '../../../flow';
import { route } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { inc, threeSteps, waitingFlow } from '../flows';

function parity() {
  const draft = flow('parity').nodes({
    look: choose('look', (n: number) => (n % 2 === 0 ? route('even', n) : route('odd', `${n}`))),
    even: exit<number>(),
    odd: exit<string>(),
  });
  return draft.wire('look', { look: { even: draft.to.even, odd: draft.to.odd } });
}

export const startSuite: readonly EngineCheck[] = [
  check('a run returns the value of its only exit', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const run = await engine.start(three, 1);
    same(await t.result(run), 4);
    same([run.flow, run.version, await run.status()], ['three', '1.0.0', 'completed']);
    same(await t.settle('a run', engine.run(three, 2)), 5);
  }),

  check('a run of a flow with several exits returns the action with the value', async (t) => {
    const flowOfTwo = parity();
    const engine = await t.engine(flowOfTwo);
    same(await t.result(await engine.start(flowOfTwo, 2)), { action: 'even', value: 2 });
    same(await t.result(await engine.start(flowOfTwo, 3)), { action: 'odd', value: '3' });
  }),

  check('a start resolves before the first step begins', async (t) => {
    const log: string[] = [];
    const noted = flowOf(
      'noted',
      fn('note', () => void log.push('step')),
    );
    const engine = await t.engine(noted);
    const run = await engine.start(noted, undefined);
    log.push('started');
    await t.result(run);
    same(log, ['started', 'step']);
  }),

  check('a flow that is not registered is registered by its first start', async (t) => {
    const three = threeSteps();
    const engine = await t.engine();
    same(await t.result(await engine.start(three, 1)), 4);
    same(
      engine.flows().map(({ name }) => name),
      ['three'],
    );
  }),

  check('a flow is started by its name, in its latest version unless another is requested', async (t) => {
    const version = (text: string) =>
      flowOf(
        'versioned',
        fn('say', () => text),
        { version: text },
      );
    const engine = await t.engine(version('2.0.0'), version('10.0.0'));
    await engine.register(version('10.0.0-rc.1'));
    same(await t.result(await engine.start('versioned', undefined)), '10.0.0');
    same(await t.result(await engine.start('versioned', undefined, { version: '2.0.0' })), '2.0.0');
    same(
      engine.flows().map((one) => one.version),
      ['10.0.0', '10.0.0-rc.1', '2.0.0'],
    );
  }),

  check('a name or a version that is not registered is refused', async (t) => {
    const engine = await t.engine(threeSteps());
    await refuses(engine.start('four', 1), 'UNKNOWN_FLOW');
    await refuses(engine.start('three', 1, { version: '9.0.0' }), 'UNKNOWN_FLOW');
    same((await engine.list()).items, []);
  }),

  check('another flow of the same name and version is refused', async (t) => {
    const engine = await t.engine(threeSteps());
    await refuses(engine.register(flowOf('three', inc)), 'DEFINITION');
  }),

  check('a run has the id, correlation id and tags that it was started with', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    const run = await engine.start(three, 1, { id: 'r-1', correlationId: 'c-1', tags: ['red', 'blue'] });
    const other = await engine.start(three, 1);
    same([run.id, run.correlationId, other.correlationId === other.id], ['r-1', 'c-1', true]);
    await t.result(run);
    const { id, correlationId, tags } = (await engine.inspect('r-1')) ?? {};
    same({ id, correlationId, tags }, { id: 'r-1', correlationId: 'c-1', tags: ['red', 'blue'] });
  }),

  check('an id that another run has is refused', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    await engine.start(waiting, undefined, { id: 'r-1' });
    await refuses(engine.start(waiting, undefined, { id: 'r-1' }), 'DUPLICATE_RUN');
    same((await engine.list()).items.length, 1);
  }),

  check(
    'a start that is repeated with its idempotency key returns the first run, and starts no second one',
    async (t) => {
      const calls: number[] = [];
      const counted = flowOf(
        'counted',
        fn('count', (n: number) => {
          calls.push(n);
          return n;
        }),
      );
      const engine = await t.engine(counted);
      const first = await engine.start(counted, 7, { idempotencyKey: 'k' });
      const second = await engine.start(counted, 7, { idempotencyKey: 'k' });
      same(await t.result(first), 7);
      const third = await engine.start(counted, 7, { idempotencyKey: 'k' });
      same([second.id, third.id], [first.id, first.id]);
      same(await t.result(third), 7);
      same(await t.settle('a run', engine.run(counted, 7, { idempotencyKey: 'k' })), 7);
      same([calls, (await engine.list()).items.length], [[7], 1]);
    },
  ),

  check('of concurrent starts with one idempotency key one starts a run', async (t) => {
    const calls: number[] = [];
    const counted = flowOf(
      'counted',
      fn('count', (n: number) => {
        calls.push(n);
        return n;
      }),
    );
    const engine = await t.engine(counted);
    const starts = [1, 2, 3].map(() => engine.start(counted, 7, { idempotencyKey: 'k' }));
    const runs = await Promise.all(starts);
    for (const run of runs) same(await t.result(run), 7);
    same([new Set(runs.map(({ id }) => id)).size, calls], [1, [7]]);
  }),

  check('an idempotency key that was used with another input is refused', async (t) => {
    const three = threeSteps();
    const engine = await t.engine(three);
    await engine.start(three, 1, { idempotencyKey: 'k' });
    await refuses(engine.start(three, 2, { idempotencyKey: 'k' }), 'IDEMPOTENCY_CONFLICT');
    await refuses(engine.run(three, 2, { idempotencyKey: 'k' }), 'IDEMPOTENCY_CONFLICT');
    same((await engine.list()).items.length, 1);
  }),

  check('idempotency keys of different flows are independent', async (t) => {
    const [three, other] = [threeSteps(), threeSteps('other')];
    const engine = await t.engine(three, other);
    const first = await engine.start(three, 1, { idempotencyKey: 'k' });
    const second = await engine.start(other, 2, { idempotencyKey: 'k' });
    same([first.id === second.id, await t.result(second)], [false, 5]);
  }),

  check('a run is cancelled by the signal of its start; an aborted signal starts nothing', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const caller = new AbortController();
    const run = await engine.start(waiting, undefined, { signal: caller.signal });
    await t.reaches(run, 'waiting');
    caller.abort();
    await refuses(t.result(run), 'RUN_CANCELLED');
    await refuses(engine.start(waiting, undefined, { signal: caller.signal }), 'ABORTED');
    same((await engine.list()).items.length, 1);
  }),

  check('many concurrent runs are independent', async (t) => {
    const slow = flowOf(
      'slow',
      fn('slow', async (n: number) => {
        await delay(n % 3);
        return n * 2;
      }),
    );
    const engine = await t.engine(slow);
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    const runs = await Promise.all(numbers.map((n) => engine.start(slow, n)));
    same(
      await Promise.all(runs.map((run) => t.result(run))),
      numbers.map((n) => n * 2),
    );
  }),
];
