import { exit, type Flow, flow, fn, signal, waitFor } from '../../../flow';
import { HumanStep, Step } from '../../../step';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import type { EngineHarness } from '../engine-harness';
import { numberSchema } from '../number-schema';

const CONFLICT = 'IDEMPOTENCY_CONFLICT';
const more = signal<unknown>('more');

/** Returns pairs of equal values. They are new ones each time, since a step changes them. */
const equalPairs = (): readonly (readonly [unknown, unknown])[] => [
  [
    { n: 1, at: new Date(5), gone: undefined },
    { at: new Date(5), n: 1 },
  ],
  [{ a: { c: [{ x: 1, y: 2 }], b: 2 } }, { a: { b: 2, c: [{ y: 2, x: 1 }] } }],
  [new Map([['a', { x: 1, y: 2 }]]), new Map([['a', { y: 2, x: 1 }]])],
  [new Set(['a']), new Set(['a'])],
  [undefined, undefined],
];

const differentPairs = (): readonly (readonly [unknown, unknown])[] => [
  [{ x: 1 }, { x: 1n }],
  [{ x: null }, {}],
  [
    [1, undefined],
    [1, null],
  ],
  [
    [1, 2],
    [2, 1],
  ],
  ['e\u0301', '\u00e9'],
  [new Date(5), new Date(5).toISOString()],
  [new Map([['a', 1]]), { a: 1 }],
];

/** Returns a flow that changes its input, waits for two signals, and returns the second one. */
function changing(version = '1.0.0'): Flow<unknown, { readonly next: unknown }> {
  const draft = flow('changing', { version }).nodes({
    change: fn('change', (input: unknown) => {
      if (typeof input === 'object' && input !== null) Object.assign(input, { changed: true });
      return null;
    }),
    first: waitFor(more),
    second: waitFor(more),
    done: exit<unknown>(),
  });
  const { to } = draft;
  return draft.wire('change', { change: to.first, first: to.second, second: to.done });
}

@Step({ form: numberSchema })
class Count extends HumanStep<unknown, number, { counted: number }> {
  request() {
    return { title: 'Count' };
  }
  complete(counted: number) {
    return this.to('counted', counted);
  }
}

/** Returns the engine and the id of an open task. */
async function opened(t: EngineHarness) {
  const draft = flow('counting').nodes({ count: Count, wait: waitFor(more), done: exit<unknown>() });
  const engine = await t.engine(draft.wire('count', { count: { counted: draft.to.wait }, wait: draft.to.done }));
  const run = await engine.start('counting', undefined);
  await t.reaches(run, 'waiting');
  const [task] = (await engine.tasks.list()).items;
  if (!task) throw new Error('expected an open task');
  return { engine, id: task.id };
}

/** Returns the codes with which promises were rejected, and `undefined` for those that were not. */
async function codesOf(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const results = await Promise.allSettled(promises);
  return results.map((one) =>
    one.status === 'rejected' ? (one.reason as { readonly code?: unknown }).code : undefined,
  );
}

export const idempotencySuite: readonly EngineCheck[] = [
  check('equal inputs start one run, whatever the order of their properties', async (t) => {
    const changes = changing();
    const engine = await t.engine(changes);
    for (const [index, [first, second]] of equalPairs().entries()) {
      const options = { idempotencyKey: `k-${index}` };
      const run = await engine.start(changes, first, options);
      await t.reaches(run, 'waiting');
      same((await engine.start(changes, second, options)).id, run.id);
    }
  }),

  check('inputs that differ, even if they look alike, are a conflict', async (t) => {
    const changes = changing();
    const engine = await t.engine(changes);
    for (const [index, [first, second]] of differentPairs().entries()) {
      const options = { idempotencyKey: `k-${index}` };
      await engine.start(changes, first, options);
      await refuses(engine.start(changes, second, options), CONFLICT);
    }
  }),

  check('a start that is repeated on a newer version of the flow returns the first run', async (t) => {
    const [older, newer] = [changing(), changing('2.0.0')];
    const engine = await t.engine(older, newer);
    const first = await engine.start(older, { n: 1 }, { idempotencyKey: 'k' });
    const second = await engine.start(newer, { n: 1 }, { idempotencyKey: 'k' });
    same(second.id, first.id);
    await refuses(engine.start(newer, { n: 2 }, { idempotencyKey: 'k' }), CONFLICT);
  }),

  check('equal signals with one idempotency key count once, also at the same time', async (t) => {
    const changes = changing();
    const engine = await t.engine(changes);
    const run = await engine.start(changes, null);
    const send = (payload: unknown) => engine.signal({ runId: run.id }, more, payload, { idempotencyKey: 's' });
    await Promise.all([send({ a: 1, b: undefined, c: 3 }), send({ c: 3, a: 1 })]);
    await refuses(send({ c: 3, a: 2 }), CONFLICT);
    await t.reaches(run, 'waiting');
    same(await run.status(), 'waiting');
    await engine.signal({ runId: run.id }, more, 'last');
    same(await t.result(run), 'last');
  }),

  check('of different signals with one idempotency key at the same time one is accepted', async (t) => {
    const changes = changing();
    const engine = await t.engine(changes);
    const run = await engine.start(changes, null, { idempotencyKey: 'k' });
    const send = (payload: number) =>
      engine.signal({ flow: changes, idempotencyKey: 'k' }, more, payload, { idempotencyKey: 's' });
    same((await codesOf([send(1), send(2)])).sort(), [CONFLICT, undefined]);
    await engine.signal({ runId: run.id }, more, 'last');
    same(await t.result(run), 'last');
  }),

  check('of different forms with one idempotency key at the same time one is accepted', async (t) => {
    const { engine, id } = await opened(t);
    const complete = (form: number) => engine.tasks.complete(id, { by: 'ann', form, idempotencyKey: 'k' });
    same(await codesOf([complete(1), complete(1)]), [undefined, undefined]);
    await refuses(complete(2), CONFLICT);
    const other = await opened(t);
    const completeOther = (form: number) =>
      other.engine.tasks.complete(other.id, { by: 'ann', form, idempotencyKey: 'k' });
    same((await codesOf([completeOther(1), completeOther(2)])).sort(), [CONFLICT, undefined]);
  }),
];
