import {
  BatchError,
  BatchStep,
  type ContextOf,
  each,
  exit,
  type FailureRecord,
  flow,
  flowOf,
  fn,
  key,
  pipe,
  Step,
} from 'millrace';
import { createTestEngine, type TestEngine, testFlow } from 'millrace/testing';
import { z } from 'zod';
import { welcomeAll } from '../../samples/lists/batch-flow';
import { passedByCourse } from '../../samples/lists/nested';
import { toList } from '../../samples/lists/plain-typescript';
import { failureOf } from '../support/failure-of';

// The rows of Flyt about batches; see flyt.test.ts.

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine();
});

describe('batches', () => {
  /** Work of one turn of the event loop, which notes what it was given and how much of it goes on at once. */
  function work<In, Out>(does: (input: In) => Out) {
    const seen = { given: [] as In[], now: 0, most: 0 };
    const body = fn('work', async (input: In) => {
      seen.given.push(input);
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      await new Promise(setImmediate);
      seen.now -= 1;
      return does(input);
    });
    return { seen, body };
  }
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  /** Refuses negative numbers. */
  const double = (n: number) => {
    if (n < 0) throw Object.assign(new Error(`negative: ${n}`), { code: 'NEGATIVE' });
    return n * 2;
  };

  it('3.24 a batch works on each item (otherwise: items come along the edge and results go on along the next, not through keys of the store)', async () => {
    @Step({ concurrency: 2 })
    class Process extends BatchStep<string, string> {
      execute(item: string) {
        return `processed: ${item}`;
      }
    }
    const before = fn('items', () => ['item1', 'item2', 'item3']);
    const after = fn('results', (results: readonly string[]) => results.join(', '));
    await expect(engine.run(flowOf('batch', pipe(before, Process, after)), undefined)).resolves.toBe(
      'processed: item1, processed: item2, processed: item3',
    );
  });

  it.each([
    ['one after another', 1, 1],
    ['ten at once by default', undefined, 10],
    ['as many as there are', 100, 25],
  ])('3.24 items are worked on %s', async (_, concurrency, most) => {
    const { seen, body } = work(double);
    const batch = flowOf('batch', each(body, concurrency === undefined ? {} : { concurrency }));
    await expect(engine.run(batch, numbers(25))).resolves.toEqual(numbers(25).map((n) => n * 2));
    expect(seen.most).toBe(most);
    expect(seen.given).toEqual(numbers(25));
  });

  it('3.25 `chunk` makes lists of so many items, `concurrency` says how many at once (otherwise: the count is the length of the results)', async () => {
    const { seen, body } = work((list: readonly number[]) => list.map(double));
    const batch = flowOf('batch', each(body, { chunk: 10, concurrency: 5 }));
    const results = await engine.run(batch, numbers(72));
    expect(results.map((list) => list.length)).toEqual([10, 10, 10, 10, 10, 10, 10, 2]);
    expect(results.flat()).toEqual(numbers(72).map(double));
    expect(seen.most).toBe(5);
  });

  it('3.25 (otherwise: the most items that a flow accepts are a matter of its input, refused before anything runs)', async () => {
    const { seen, body } = work(double);
    const draft = flow('batch', { input: z.array(z.number()).max(5) }).nodes({
      batch: each(body),
      done: exit<readonly number[]>(),
    });
    const batch = draft.wire('batch', { batch: draft.to.done });
    await expect(engine.run(batch, numbers(10))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(seen.given).toEqual([]);
    await expect(engine.run(batch, numbers(5))).resolves.toEqual([2, 4, 6, 8, 10]);
  });

  it('3.26 an empty list gives an empty list, and nothing is called', async () => {
    const { seen, body } = work(double);
    await expect(engine.run(flowOf('batch', each(body)), [])).resolves.toEqual([]);
    expect(seen.given).toEqual([]);
  });

  it.each([undefined, null, 7, 'text', { a: 1 }])(
    '3.26 (otherwise: %j is no list, so the node fails; what may be one item goes through a function that makes a list)',
    async (value) => {
      const { body } = work((item: unknown) => [item]);
      const batch = flowOf('batch', each(body));
      await expect(failureOf(engine.run(batch, value as never))).resolves.toMatchObject({ code: 'NOT_A_LIST' });
      const forgiving = flowOf(
        'forgiving',
        pipe(
          fn('list', (one: unknown) => toList(one)),
          each(body),
        ),
      );
      await expect(engine.run(forgiving, value)).resolves.toEqual(value == null ? [] : [[value]]);
    },
  );

  it('3.26 (otherwise: a concurrency of 0 is refused)', () => {
    const { body } = work(double);
    expect(() => each(body, { concurrency: 0 })).toThrow('concurrency: expected a whole number of at least 1, got 0');
  });

  it('3.27 results keep the order of the items, whichever ends first, and a result may be nothing', async () => {
    const ended: number[] = [];
    const even = fn('even', async (n: number) => {
      for (let turn = 5; turn > n; turn -= 1) await new Promise(setImmediate);
      ended.push(n);
      return n % 2 === 0 ? n : null;
    });
    await expect(engine.run(flowOf('batch', each(even)), numbers(5))).resolves.toEqual([null, 2, null, 4, null]);
    expect(ended).not.toEqual(numbers(5));
    expect(ended.toSorted()).toEqual(numbers(5));
  });

  it('3.28 one after another, the first failed item ends the batch, and the failure tells which it was', async () => {
    const { seen, body } = work(double);
    const failure = await failureOf(engine.run(flowOf('batch', each(body, { concurrency: 1 })), [1, -2, 3, -4, 5]));
    expect(seen.given).toEqual([1, -2]);
    expect(failure).toMatchObject({
      code: 'BATCH_FAILED',
      message: 'item 1 of "main" failed: negative: -2',
      cause: { code: 'NEGATIVE' },
    });
  });

  it('3.28 with `finish` all items run, and then the batch fails with the failure of each by its number', async () => {
    const { seen, body } = work(double);
    const failure = await failureOf(engine.run(flowOf('batch', each(body, { onError: 'finish' })), [1, -2, 3, -4, 5]));
    expect(seen.given).toEqual([1, -2, 3, -4, 5]);
    const error = BatchError.of(failure);
    expect(error?.message).toBe('2 items, the first of them item 1 of "main" failed: negative: -2');
    expect([...(error?.items ?? [])].map(([item, { message }]) => [item, message])).toEqual([
      [1, 'negative: -2'],
      [3, 'negative: -4'],
    ]);
  });

  it('3.28 with `collect` a failed item is part of the result', async () => {
    const { body } = work(double);
    await expect(engine.run(flowOf('batch', each(body, { onError: 'collect' })), [1, -2])).resolves.toEqual([
      { ok: true, item: 1, value: 2 },
      { ok: false, item: -2, failure: expect.objectContaining({ code: 'NEGATIVE' }) as FailureRecord },
    ]);
  });

  it('3.29 a flow runs for each input that the node before gives (otherwise: one flow serves all, since it keeps nothing)', async () => {
    await expect(engine.run(welcomeAll, ['Ada', 'Ben'])).resolves.toMatchObject({
      greetings: ['1: hello, Ada of the north', '2: hello, Ben of the north'],
    });
  });

  it('3.30 each of them works on a copy of the store, and nothing of it comes back (otherwise: the count is the length of the results)', async () => {
    await expect(engine.run(welcomeAll, ['Ada', 'Ben', 'Cleo'])).resolves.toEqual({
      count: 3,
      greetings: [expect.anything(), expect.anything(), expect.anything()],
      note: '',
    });
    await expect(engine.run(welcomeAll, [])).resolves.toEqual({ count: 0, greetings: [], note: '' });
  });

  it('3.30 (otherwise: without `isolated` flows write to the store of the run, and two that write one key are a conflict)', async () => {
    const note = key('note', '');
    const write = flowOf(
      'write',
      fn('write', (text: string, ctx) => {
        ctx.shared.set(note, text);
        return text;
      }),
    );
    const shared = flowOf('shared', each(write));
    await expect(failureOf(engine.run(shared, ['a', 'b']))).resolves.toMatchObject({ code: 'STORE_CONFLICT' });
    await expect(engine.run(flowOf('isolated', each(write, { isolated: true })), ['a', 'b'])).resolves.toEqual([
      'a',
      'b',
    ]);
  });

  it('3.31 one after another, flows stop at the first that fails; at once, all run with `finish`', async () => {
    const { seen, body } = work(double);
    const inner = flowOf('inner', body);
    await failureOf(engine.run(flowOf('one', each(inner, { concurrency: 1, isolated: true })), [1, -2, 3]));
    expect(seen.given).toEqual([1, -2]);
    const failure = await failureOf(
      engine.run(flowOf('all', each(inner, { onError: 'finish', isolated: true })), [-1, 2, -3]),
    );
    expect([...(BatchError.of(failure)?.items.keys() ?? [])]).toEqual([0, 2]);
    expect(seen.given).toEqual([1, -2, -1, 2, -3]);
  });

  it('3.31 where the inputs cannot be made, nothing runs', async () => {
    const { seen, body } = work(double);
    const inputs = fn('inputs', (): readonly number[] => {
      throw new Error('no inputs');
    });
    const batch = flowOf('batch', pipe(inputs, each(body)));
    await expect(failureOf(engine.run(batch, undefined))).resolves.toMatchObject({ message: 'no inputs' });
    expect(seen.given).toEqual([]);
  });

  it('3.32 batches nest, and an inner flow begins with the store of the outer item', async () => {
    const by = key('by', 'nobody');
    const say = flowOf(
      'say',
      fn('say', (word: string, ctx) => {
        const said = `${ctx.shared.get(by)} says ${word}`;
        ctx.shared.set(by, 'a stranger');
        return said;
      }),
    );
    const enter = fn('enter', ({ name, words }: { readonly name: string; readonly words: readonly string[] }, ctx) => {
      ctx.shared.set(by, name);
      return words;
    });
    const person = flowOf('person', pipe(enter, each(say, { isolated: true })));
    const draft = flow('people').nodes({
      people: each(person, { isolated: true }),
      look: fn('look', (said: readonly (readonly string[])[], ctx) => [...said, ctx.shared.get(by)]),
      done: exit<readonly (string | readonly string[])[]>(),
    });
    const people = draft.wire('people', { people: draft.to.look, look: draft.to.done });
    const given = [
      { name: 'Ada', words: ['hello', 'goodbye'] },
      { name: 'Ben', words: ['well'] },
    ];
    await expect(engine.run(people, given)).resolves.toEqual([
      ['Ada says hello', 'Ada says goodbye'],
      ['Ben says well'],
      'nobody',
    ]);
    const courses = [{ title: 'algebra', marks: [4, 3, 6] }];
    await expect(engine.run(passedByCourse, courses)).resolves.toEqual([2]);
  });

  it('3.42 items are tried again and fall back one by one, and what follows sees items and results side by side', async () => {
    @Step({ retry: { maxAttempts: 2, initial: 0 }, concurrency: 1 })
    class Parse extends BatchStep<string, number> {
      execute(text: string, ctx: ContextOf<this>) {
        if (text === 'late' && ctx.attempt === 2) return 2;
        if (Number.isNaN(Number(text))) throw new Error(`${text} is no number`);
        return Number(text);
      }
      override fallback() {
        return -1;
      }
    }
    const draft = flow('parse-all').nodes({
      items: fn('items', (text: string) => text.split(' ')),
      parse: Parse,
      pair: fn(
        'pair',
        ({ items, results }: { readonly items: readonly string[]; readonly results: readonly number[] }) =>
          items.map((item, index) => `${item}=${results[index] ?? ''}`),
      ),
      done: exit<readonly string[]>(),
    });
    const { to, out } = draft;
    const parseAll = draft.wire('items', {
      items: to.parse,
      parse: to.pair.from({ items: out.items, results: out.parse }),
      pair: to.done,
    });
    const { result, trace } = await testFlow(parseAll, { input: '1 late never 4' });
    expect(result).toEqual(['1=1', 'late=2', 'never=-1', '4=4']);
    const calls = trace.calls.filter(({ step }) => step === Parse);
    expect(calls.map(({ input, attempt }) => `${String(input)} @${attempt}`)).toEqual([
      '1 @1',
      'late @1',
      'late @2',
      'never @1',
      'never @2',
      '4 @1',
    ]);
  });
});
