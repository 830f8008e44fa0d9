import { exit, flow, flowOf, fn, node, signal, sleep, waitFor } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { go, only, waitingFlow } from '../flows';
import { gate } from '../gate';

const other = signal<string>('other');

/** Returns a flow that waits for two signals of one name, in sequence. */
function twice() {
  const draft = flow('twice').nodes({
    first: waitFor(go),
    second: waitFor(go),
    both: fn('both', (both: { readonly first: number; readonly second: number }) => both),
    done: exit<unknown>(),
  });
  const { to, out } = draft;
  return draft.wire('first', {
    first: to.second,
    second: to.both.from({ first: out.first, second: out.second }),
    both: to.done,
  });
}

export const waitSuite: readonly EngineCheck[] = [
  check('a sleep takes its time and no less', async (t) => {
    const draft = flow('nap').nodes({ nap: sleep('3d'), say: fn('say', () => 'awake'), done: exit<string>() });
    const nap = draft.wire('nap', { nap: draft.to.say, say: draft.to.done });
    const engine = await t.engine(nap);
    const run = await engine.start(nap, undefined);
    await t.reaches(run, 'waiting');
    await t.advance(3 * 86_400_000 - 1);
    same(await run.status(), 'waiting');
    await t.advance(1);
    same(await t.resultInTime(run), 'awake');
  }),

  check('the input may determine the length or the end of a sleep', async (t) => {
    const naps = only(
      'naps',
      sleep((ms: number) => ms),
    );
    const until = only(
      'until',
      sleep((ms: number) => new Date(t.clock.now() + ms)),
    );
    const engine = await t.engine(naps, until);
    const runs = [await engine.start(naps, 5000), await engine.start(until, 5000)];
    for (const run of runs) await t.reaches(run, 'waiting');
    await t.advance(4999);
    for (const run of runs) same(await run.status(), 'waiting');
    await t.advance(1);
    for (const run of runs) await t.resultInTime(run);
  }),

  check('a node with a delay begins after it', async (t) => {
    const held = gate<number>();
    const delayed = only('delayed', node(held.step, { delay: '10s' }));
    const engine = await t.engine(delayed);
    const run = await engine.start(delayed, 1);
    await t.idle();
    await t.advance(9000);
    same(held.entered, []);
    await t.inTime('the step', () => held.entered.length === 1);
    held.open();
    same(await t.result(run), 1);
  }),

  check('a run waits for its signal, and continues with its payload', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined);
    await t.reaches(run, 'waiting');
    same((await engine.inspect(run.id))?.at, ['wait#1']);
    await engine.signal({ runId: run.id }, go, 7);
    same(await t.result(run), 8);
  }),

  check('a signal reaches a run by its flow and idempotency key', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined, { idempotencyKey: 'order-1' });
    const second = await engine.start(waiting, undefined, { idempotencyKey: 'order-2' });
    await engine.signal({ flow: waiting, idempotencyKey: 'order-1' }, go, 1);
    await engine.signal({ flow: 'waiting', idempotencyKey: 'order-2' }, go, 2);
    same([await t.result(run), await t.result(second)], [2, 3]);
    await refuses(engine.signal({ flow: waiting, idempotencyKey: 'order-3' }, go, 1), 'UNKNOWN_RUN');
  }),

  check('a signal that comes before the run waits for it is kept', async (t) => {
    const held = gate<number>();
    const draft = flow('early').nodes({ gate: held.step, wait: waitFor(go), done: exit<number>() });
    const early = draft.wire('gate', { gate: draft.to.wait, wait: draft.to.done });
    const engine = await t.engine(early);
    const run = await engine.start(early, 1);
    await engine.signal({ runId: run.id }, go, 5);
    await t.until('the step', () => held.entered.length === 1);
    await t.idle();
    held.open();
    same(await t.result(run), 5);
  }),

  check('signals of one name are received in order, and those of another name are kept', async (t) => {
    const flowOfTwo = twice();
    const engine = await t.engine(flowOfTwo, flowOf('others', waitFor(other)));
    const run = await engine.start(flowOfTwo, undefined);
    await engine.signal({ runId: run.id }, other, 'not wanted');
    await engine.signal({ runId: run.id }, go, 1);
    await engine.signal({ runId: run.id }, go, 2);
    same(await t.result(run), { first: 1, second: 2 });
  }),

  check(
    'a signal that is repeated with its idempotency key counts once; with another payload it is refused',
    async (t) => {
      const flowOfTwo = twice();
      const engine = await t.engine(flowOfTwo, flowOf('others', waitFor(other)));
      const run = await engine.start(flowOfTwo, undefined);
      const target = { runId: run.id };
      await engine.signal(target, go, 1, { idempotencyKey: 's-1' });
      await engine.signal(target, go, 1, { idempotencyKey: 's-1' });
      await refuses(engine.signal(target, go, 2, { idempotencyKey: 's-1' }), 'IDEMPOTENCY_CONFLICT');
      await refuses(engine.signal(target, other, 'x', { idempotencyKey: 's-1' }), 'IDEMPOTENCY_CONFLICT');
      await t.until('the second wait', async () => (await engine.inspect(run.id))?.at[0] === 'second#1');
      await t.idle();
      same(await run.status(), 'waiting');
      await engine.signal(target, go, 3, { idempotencyKey: 's-2' });
      same(await t.result(run), { first: 1, second: 3 });
      await engine.signal(target, go, 3, { idempotencyKey: 's-2' });
    },
  ),

  check('a signal that no registered flow waits for is refused, with the nearest name', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined, { idempotencyKey: 'k' });
    for (const target of [{ runId: run.id }, { flow: waiting, idempotencyKey: 'k' }])
      await refuses(engine.signal(target, signal('goo'), undefined), 'INVALID_SIGNAL');
    await t.reaches(run, 'waiting');
    await engine.signal({ runId: run.id }, go, 1);
    same(await t.result(run), 2);
  }),

  check('a signal for an ended or unknown run is refused', async (t) => {
    const waiting = waitingFlow();
    const engine = await t.engine(waiting);
    const run = await engine.start(waiting, undefined);
    await engine.signal({ runId: run.id }, go, 1);
    await t.result(run);
    await refuses(engine.signal({ runId: run.id }, go, 2), 'RUN_FINISHED');
    await refuses(engine.signal({ runId: 'unknown' }, go, 2), 'UNKNOWN_RUN');
  }),

  check('a signal with a declared payload is validated before it is acknowledged', async (t) => {
    const counted = signal('counted', {
      '~standard': {
        version: 1,
        vendor: 'check',
        validate: (value: unknown) => (typeof value === 'number' ? { value } : { issues: [{ message: 'no number' }] }),
      },
    });
    const wanted = only('wanted', waitFor(counted));
    const engine = await t.engine(wanted);
    const run = await engine.start(wanted, undefined);
    await t.reaches(run, 'waiting');
    await refuses(engine.signal({ runId: run.id }, counted, 'seven'), 'INVALID_INPUT');
    same(await run.status(), 'waiting');
    await engine.signal({ runId: run.id }, counted, 7);
    same(await t.result(run), 7);
  }),
];
