import { isFailure } from '../../../errors';
import { all, each, exit, flow, flowOf, fn, pipe } from '../../../flow';
import { check } from '../../check';
import { refuses, same } from '../../expect';
import type { EngineCheck } from '../engine-check';
import { go, only, waitingFlow } from '../flows';

/** The default of `maxPayload`, in bytes. */
const MAX_PAYLOAD = 2 ** 20;

interface Box {
  readonly list: number[];
}

class Money {
  constructor(readonly amount: number) {}
}

/** The checks of engines whose values pass through the codec of the journal. */
export const copySuite: readonly EngineCheck[] = [
  check('a step receives a copy of the output of an earlier one', async (t) => {
    const given: Box = { list: [1] };
    const push = fn('push', ({ list }: Box) => {
      list.push(2);
      return list;
    });
    const copied = only(
      'copied',
      pipe(
        fn('give', () => given),
        push,
      ),
    );
    const engine = await t.engine(copied);
    same(await t.result(await engine.start(copied, undefined)), [1, 2]);
    same(given, { list: [1] });
  }),

  check('one result has a limit; what a join puts together from results has none', async (t) => {
    const text = (length: number) => fn('text', () => 'x'.repeat(length));
    const below = text(MAX_PAYLOAD / 2 + 1000);
    const long = only('long', text(MAX_PAYLOAD + 1));
    const length = fn('length', (value: object) => JSON.stringify(value).length > MAX_PAYLOAD);
    const pair = flowOf('pair', pipe(all({ a: below, b: below }), length));
    const repeated = fn('repeated', (character: string) => character.repeat(10_000));
    const many = flow<readonly string[]>('many').nodes({ each: each(repeated), done: exit<number>() });
    const mapped = many.wire('each', { each: many.to.done.via((list) => list.length) });
    const atExit = flow<readonly string[]>('at-exit').nodes({ each: each(repeated), done: exit<readonly string[]>() });
    const exits = atExit.wire('each', { each: atExit.to.done });
    const engine = await t.engine(long, pair, mapped, exits);
    const error = await t.failure(await engine.start(long, undefined));
    same(error instanceof Error && 'failure' in error && isFailure(error.failure as never, 'PAYLOAD_TOO_LARGE'), true);
    same(await t.result(await engine.start(pair, undefined)), true);
    const items = Array.from({ length: 120 }, () => 'x');
    same(await t.result(await engine.start(mapped, items)), items.length);
    same((await t.result(await engine.start(exits, items))).length, items.length);
  }),

  check('the input is copied when a run is started', async (t) => {
    const waits = flow('waits').nodes({ give: fn('give', (box: Box) => box.list), done: exit<readonly number[]>() });
    const flowOfBox = waits.wire('give', { give: waits.to.done });
    const engine = await t.engine(flowOfBox);
    const box: Box = { list: [1] };
    const starting = engine.start(flowOfBox, box);
    const run = await starting;
    box.list.push(2);
    same(await t.result(run), [1]);
  }),

  check('dates, maps, sets, big numbers, bytes and keys that begin with $ are preserved', async (t) => {
    const values = {
      date: new Date(7),
      map: new Map([['a', new Set([1])]]),
      big: 2n ** 70n,
      bytes: new Uint8Array([0, 255]),
      $: { $date: 'not a date' },
      ['__proto__']: 1,
    };
    const kept = only(
      'kept',
      fn('look', (given: typeof values) => [
        given.date instanceof Date && given.date.getTime(),
        given.map.get('a')?.has(1),
        given.big === values.big,
        [...given.bytes],
        given.$.$date,
        Object.keys(given).length,
      ]),
    );
    const engine = await t.engine(kept);
    same(await t.result(await engine.start(kept, values)), [7, true, true, [0, 255], 'not a date', 6]);
  }),

  check('a value that cannot be written is refused as an input, as a signal and as an outcome', async (t) => {
    const giving = only(
      'giving',
      fn('give', (n: number): unknown => (n === 0 ? Number.NaN : n === 1 ? new Money(1) : () => n)),
    );
    const waiting = waitingFlow();
    const engine = await t.engine(giving, waiting);
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    for (const bad of [Number.NaN, cyclic, new Money(1), Symbol('s'), { deep: [() => 1] }])
      await refuses(engine.start(giving, bad as never), 'NOT_SERIALISABLE');
    same((await engine.list()).items, []);
    for (const n of [0, 1, 2]) {
      const run = await engine.start(giving, n);
      await t.failure(run);
      same((await engine.inspect(run.id))?.failure?.code, 'NOT_SERIALISABLE');
    }
    const run = await engine.start(waiting, undefined);
    await refuses(engine.signal({ runId: run.id }, go, Number.POSITIVE_INFINITY), 'NOT_SERIALISABLE');
    await engine.signal({ runId: run.id }, go, 1);
    same(await t.result(run), 2);
  }),
];
