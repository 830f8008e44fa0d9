import type { Engine, Run } from '../../../engine';
import { exit, flow, flowOf, fn } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { go, inc, waitingFlow } from '../flows';
import { numberSchema } from '../number-schema';

/** A call with one invalid argument. */
type BadCall = (engine: Engine, run: Run, bad: never) => Promise<unknown>;

const waiting = waitingFlow();
const by = 'ann';

const STRINGS: Readonly<Record<string, BadCall>> = {
  get: (engine, _, bad) => engine.get(bad),
  inspect: (engine, _, bad) => engine.inspect(bad),
  'signal, by run': (engine, _, bad) => engine.signal({ runId: bad }, go, 1),
  'signal, by key': (engine, _, bad) => engine.signal({ flow: 'waiting', idempotencyKey: bad }, go, 1),
  'signal, idempotency key': (engine, run, bad) => engine.signal({ runId: run.id }, go, 1, { idempotencyKey: bad }),
  'start, id': (engine, _, bad) => engine.start(waiting, undefined, { id: bad }),
  'start, idempotency key': (engine, _, bad) => engine.start(waiting, undefined, { idempotencyKey: bad }),
  'start, correlation id': (engine, _, bad) => engine.start(waiting, undefined, { correlationId: bad }),
  'start, tags': (engine, _, bad) => engine.start(waiting, undefined, { tags: [bad] }),
  'tasks.get': (engine, _, bad) => engine.tasks.get(bad),
  'tasks.claim': (engine, _, bad) => engine.tasks.claim(bad, { by }),
  'tasks.claim, by': (engine, _, bad) => engine.tasks.claim('t', { by: bad }),
  'tasks.reassign, to': (engine, _, bad) => engine.tasks.reassign('t', { by, to: bad }),
  'tasks.complete, idempotency key': (engine, _, bad) =>
    engine.tasks.complete('t', { by, form: 1, idempotencyKey: bad }),
  'tasks.list, assignee': (engine, _, bad) => engine.tasks.list({ assignee: bad }),
  'list, tag': (engine, _, bad) => engine.list({ tag: bad }),
};

const OBJECTS: Readonly<Record<string, BadCall>> = {
  'start, options': (engine, _, bad) => engine.start(waiting, undefined, bad),
  'run, options': (engine, _, bad) => engine.run(waiting, undefined, bad),
  'signal, target': (engine, _, bad) => engine.signal(bad, go, 1),
  'signal, options': (engine, run, bad) => engine.signal({ runId: run.id }, go, 1, bad),
  list: (engine, _, bad) => engine.list(bad),
  stop: (engine, _, bad) => engine.stop(bad),
  'cancel, options': (_, run, bad) => run.cancel(bad),
  'tasks.list': (engine, _, bad) => engine.tasks.list(bad),
  'tasks.complete': (engine, _, bad) => engine.tasks.complete('t', bad),
};

const VALUES: Readonly<Record<string, BadCall>> = {
  'start, deadline': (engine) => engine.start(waiting, undefined, { deadline: '5 minutes' as never }),
  'start, negative deadline': (engine) => engine.start(waiting, undefined, { deadline: -1 }),
  'start, retainedEvents': (engine) => engine.start(waiting, undefined, { retainedEvents: Number.NaN }),
  'start, version': (engine) => engine.start('waiting', undefined, { version: 7 as never }),
  'stop, grace': (engine) => engine.stop({ graceMs: Number.NaN }),
  'cancel, reason': (_, run) => run.cancel({ reason: 7 as never }),
  'pause, reason': (_, run) => run.pause({ reason: {} as never }),
};

const NON_STRINGS: readonly unknown[] = [null, 7, {}, [], true, Number.NaN, () => 'x'];
/** Strings that not every storage keeps as they are. */
const BROKEN_STRINGS: readonly string[] = ['nul \u0000 inside', 'half \ud83d of a character', '\udc00'];
const NON_OBJECTS: readonly unknown[] = [null, 7, 'text', true];

export const inputSuite: readonly EngineCheck[] = [
  check('an invalid input is refused, and nothing is started', async (t) => {
    const draft = flow('counting', { input: numberSchema }).nodes({ inc, done: exit<number>() });
    const counting = draft.wire('inc', { inc: draft.to.done });
    const engine = await t.engine(counting);
    for (const bad of ['seven', {}, null, undefined, []]) {
      await refuses(engine.start(counting, bad as never), 'INVALID_INPUT');
      await refuses(engine.run(counting, bad as never), 'INVALID_INPUT');
      await refuses(engine.start('counting', bad, { idempotencyKey: 'k' }), 'INVALID_INPUT');
    }
    same((await engine.list()).items, []);
    same(await t.result(await engine.start(counting, '7', { idempotencyKey: 'k' })), 8);
  }),

  check('an invalid input fails a flow that is a node', async (t) => {
    const inner = flow('inner', { input: numberSchema }).nodes({ inc, done: exit<number>() });
    const counting = inner.wire('inc', { inc: inner.to.done });
    const draft = flow('outer').nodes({
      give: fn('give', (given: number | string) => given),
      counting,
      done: exit<number>(),
      failed: exit<string>(),
    });
    const { to } = draft;
    const outer = draft.wire('give', {
      give: to.counting.via((given) => given as never),
      counting: { next: to.done, error: to.failed.via(({ failure }) => failure.code) },
    });
    const engine = await t.engine(outer);
    same(await t.result(await engine.start(outer, 1)), { action: 'done', value: 2 });
    same(await t.result(await engine.start(outer, 'one')), { action: 'failed', value: 'INVALID_INPUT' });
  }),

  check('anything but a flow, and anything but a signal, is refused', async (t) => {
    const engine = await t.engine(waiting);
    for (const bad of [null, undefined, {}, 7, inc]) {
      await refuses(engine.start(bad as never, 1 as never), 'DEFINITION');
      await refuses(engine.run(bad as never, 1 as never), 'DEFINITION');
      await refuses(engine.register(bad as never), 'DEFINITION');
    }
    const run = await engine.start(waiting, undefined);
    for (const bad of [null, undefined, {}, '', 7])
      await refuses(engine.signal({ runId: run.id }, bad as never, 1 as never), 'INVALID_SIGNAL');
    same((await engine.list()).items.length, 1);
  }),

  ...Object.entries(STRINGS).map(([what, call]) => refused(what, 'anything but a string', call, NON_STRINGS)),
  ...Object.entries(STRINGS).map(([what, call]) => refused(what, 'NUL and lone surrogates', call, BROKEN_STRINGS)),
  ...Object.entries(OBJECTS).map(([what, call]) => refused(what, 'anything but an object', call, NON_OBJECTS)),
  ...Object.entries(OBJECTS).map(([what, call]) => refused(what, 'an unknown name', call, [{ unknownName: 1 }])),
  ...Object.entries(VALUES).map(([what, call]) => refused(what, 'an invalid value', call, [undefined])),

  check('an engine still works after many refusals', async (t) => {
    const three = flowOf('one', inc);
    const engine = await t.engine(waiting, three);
    const run = await engine.start('waiting', undefined);
    for (const call of [...Object.values(STRINGS), ...Object.values(OBJECTS)])
      await call(engine, run, null as never).catch(() => undefined);
    same(await t.result(await engine.start(three, 1)), 2);
    await engine.signal({ runId: run.id }, go, 1);
    same(await t.result(run), 2);
  }),
];

/** Returns a check that an invalid argument is refused without effect. */
function refused(what: string, bad: string, call: BadCall, values: readonly unknown[]): EngineCheck {
  return check(`${what}: ${bad} is refused, without effect`, async (t) => {
    const engine = await t.engine(waiting);
    const run = await engine.start('waiting', undefined, { id: 'one' });
    await t.reaches(run, 'waiting');
    for (const value of values) await refuses(call(engine, run, value as never), 'INVALID_OPTION');
    await t.idle();
    same(
      (await engine.list()).items.map(({ id, status }) => [id, status]),
      [['one', 'waiting']],
    );
  });
}
