import { IsEmail, IsInt } from 'class-validator';
import {
  type ContextOf,
  each,
  exit,
  flow,
  flowOf,
  fn,
  isFailure,
  key,
  MachineStep,
  node,
  type RetryOptions,
  type Shared,
  Step,
  type StepContext,
} from 'millrace';
import { retryAfterOf } from 'millrace/resilience';
import { createTestEngine, mockStep, type TestEngine, testFlow } from 'millrace/testing';
import { z } from 'zod';
import { failureOf } from '../support/failure-of';
import { inSteps, lastOf } from '../unit/execution/shared-store/with-shared';

// The store and the results of Flyt, and its retries that are decided while they happen, written with Millrace; a test or
// more for each row of a list of its features. "(otherwise: …)" in a name marks what is done differently on purpose;
// docs/decisions/0015-shared-store.md and 0016-retries.md say why.

let engine: TestEngine;
beforeEach(() => {
  engine = createTestEngine();
});
afterEach(() => engine.stop({ graceMs: 0 }));

describe('3.8 retries that are decided while they happen', () => {
  @Step()
  class Asks extends MachineStep<null, string> {
    execute(): string {
      throw new Error('nobody answers in a test');
    }
  }
  const asking = (retry: RetryOptions) => flowOf('asking', node(Asks, { retry }));

  it("3.8 number and waits are asked for after each failure: backoff, the server's wish, the kind of error", async () => {
    const busy = Object.assign(new Error('busy'), { status: 429, retryAfter: 9 });
    const delay = (error: unknown, attempt: number) => retryAfterOf(error) ?? 100 * 2 ** attempt;
    const { result, trace } = await testFlow(asking({ maxAttempts: 5, delay }), {
      input: null,
      start: 0,
      steps: [mockStep(Asks, new Error('down'), new Error('down'), busy, 'done')],
    });
    expect(result).toBe('done');
    expect(trace.calls.map(({ startedAt }) => startedAt)).toEqual([0, 200, 600, 9600]);
  });

  it('3.8 no further attempt for a kind of error, although there would be some left', async () => {
    class Denied extends Error {}
    const retryIf = (error: unknown) => (error instanceof Denied ? false : undefined);
    const { outcome, trace } = await testFlow(asking({ maxAttempts: 10, retryIf }), {
      input: null,
      steps: [mockStep(Asks, new Denied('401'))],
    });
    expect(outcome).toMatchObject({ status: 'failed', failure: { message: '401' } });
    expect(trace.calls).toHaveLength(1);
  });
});

describe('3.20 the store', () => {
  it('3.20 set, get, has, delete, clear, keys and size; what is not there can be deleted', async () => {
    const seen = await inSteps([
      (shared) => {
        shared.set('a', 1);
        shared.set('b', null);
      },
      (shared) => [shared.get('a'), shared.has('a'), shared.get('c'), shared.has('c'), shared.keys(), shared.size],
      (shared) => [shared.delete('a'), shared.delete('a'), shared.has('a'), shared.keys()],
      (shared) => {
        shared.clear();
        return [shared.keys(), shared.size];
      },
    ]);
    expect(seen.slice(1)).toEqual([
      [1, true, undefined, false, ['a', 'b'], 2],
      [true, false, false, ['b']],
      [[], 0],
    ]);
  });

  it('3.20 null is present', async () => {
    await expect(
      lastOf(
        (shared) => shared.set('a', null),
        (shared) => [shared.get('a'), shared.has('a'), shared.size],
      ),
    ).resolves.toEqual([null, true, 1]);
  });

  it('3.20 a copy of everything (otherwise: a deep one) can be changed without touching the store', async () => {
    const seen = await lastOf(
      (shared) => shared.merge({ a: 1, list: [1] }),
      (shared) => {
        const all = shared.snapshot() as { a: number; list: number[] };
        all.a = 2;
        all.list.push(2);
        return shared.snapshot();
      },
    );
    expect(seen).toEqual({ a: 1, list: [1] });
  });

  it('3.20 merge overwrites, and null merges nothing', async () => {
    const seen = await lastOf(
      (shared) => shared.merge({ a: 1, b: 1 }),
      (shared) => {
        shared.merge({ b: 2, c: 3 });
        shared.merge(null);
        return shared.snapshot();
      },
    );
    expect(seen).toEqual({ a: 1, b: 2, c: 3 });
  });
});

describe('3.21 getters with defaults', () => {
  const read = (shared: Shared) => [
    ...[shared.getString('x'), shared.getInteger('x'), shared.getNumber('x'), shared.getBoolean('x')],
    ...[shared.getList('x'), shared.getRecord('x')],
  ];
  const readOr = (shared: Shared) => [
    ...[shared.getString('x', 'none'), shared.getInteger('x', -1), shared.getNumber('x', 9.5)],
    ...[shared.getBoolean('x', true), shared.getList('x', [0]), shared.getRecord('x', { none: true })],
  ];

  it('3.21 the empty answers where nothing is there or something of another type', async () => {
    const empty = ['', 0, 0, false, undefined, undefined];
    expect(await lastOf(read)).toEqual(empty);
    expect(await lastOf((shared) => shared.set('x', new Date()), read)).toEqual(empty);
  });

  it("3.21 one's own answers in both cases", async () => {
    const own = ['none', -1, 9.5, true, [0], { none: true }];
    expect(await lastOf(readOr)).toEqual(own);
    expect(await lastOf((shared) => shared.set('x', new Date()), readOr)).toEqual(own);
  });
});

describe('3.22 conversions', () => {
  const integers: readonly (readonly [unknown, number])[] = [
    [3.14, 3],
    [-3.9, -3],
    [42, 42],
    ['42', -1],
    [true, -1],
  ];
  it.each(integers)('3.22 getInteger of %p is %d', async (value, expected) => {
    expect(
      await lastOf(
        (shared) => shared.set('x', value),
        (shared) => shared.getInteger('x', -1),
      ),
    ).toBe(expected);
  });

  it('3.22 getNumber takes any number, getBoolean nothing but true and false', async () => {
    const seen = await lastOf(
      (shared) => shared.merge({ n: 1.5, one: 1, text: 'true', yes: true }),
      (shared) => [
        shared.getNumber('n'),
        shared.getNumber('text', -1),
        shared.getBoolean('one'),
        shared.getBoolean('text'),
        shared.getBoolean('yes'),
      ],
    );
    expect(seen).toEqual([1.5, -1, false, false, true]);
  });

  it('3.22 getList takes any list and does not wrap a single value; getRecord takes records with texts as keys', async () => {
    const seen = await lastOf(
      (shared) => shared.merge({ list: [1, 'a'], one: 1, record: { a: 1 }, map: new Map([[1, 2]]) }),
      (shared) => [
        shared.getList('list'),
        shared.getList('one', 'no list'),
        shared.getRecord('record'),
        shared.getRecord('map', 'no record'),
        shared.getRecord('list', 'no record'),
      ],
    );
    expect(seen).toEqual([[1, 'a'], 'no list', { a: 1 }, 'no record', 'no record']);
  });
});

describe('3.23 bind', () => {
  class User {
    @IsInt()
    id!: number;
    @IsEmail()
    email!: string;
  }
  const ann = { id: 1, email: 'ann@example.org' };

  it('3.23 a record becomes an instance, and an instance stays what it is', async () => {
    const seen = await inSteps([
      (shared) => shared.set('user', ann),
      (shared) => shared.bind('user', User),
      (shared) => shared.set('user', Object.assign(new User(), ann)),
      (shared) => shared.bind('user', User) === shared.get('user'),
    ]);
    expect(seen[1]).toBeInstanceOf(User);
    expect(seen[1]).toEqual(ann);
    expect(seen[3]).toBe(true);
  });

  it('3.23 (otherwise: what is bound is validated, by a class or a schema)', async () => {
    const broken = (shared: Shared) => shared.set('user', { ...ann, email: 'nobody' });
    await expect(failureOf(lastOf(broken, (shared) => shared.bind('user', User)))).resolves.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'key "user" of the shared store is not valid: email: email must be an email',
    });
    const schema = z.object({ id: z.number() });
    expect(await lastOf(broken, (shared) => shared.bind('user', schema))).toEqual({ id: 1 });
  });

  it('3.23 a key that is not there is an error that names it (otherwise: there is no second method that throws)', async () => {
    await expect(failureOf(lastOf((shared) => shared.bind('user', User)))).resolves.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('there is no key "user" in the shared store') as string,
    });
  });

  it('3.23 a bad destination is refused (otherwise: by the compiler, and as an error of the definition)', async () => {
    const bad = lastOf(
      (shared) => shared.set('x', {}),
      // @ts-expect-error neither a class nor a schema
      (shared) => shared.bind('x', 5),
    );
    await expect(failureOf(bad)).resolves.toMatchObject({
      code: 'DEFINITION',
      message: expect.stringContaining('expected a class or a Standard Schema') as string,
    });
  });
});

describe('3.41 results (otherwise: an outcome has a type, so that there is nothing to unwrap)', () => {
  const price = fn('price', (input: { readonly cents: number }) => ({ euros: input.cents / 100 }));

  it('3.41 a result is a value of its type', async () => {
    const draft = flow('price').nodes({ price, done: exit<{ euros: number }>() });
    const { euros } = await engine.run(draft.wire('price', { price: draft.to.done }), { cents: 250 });
    expect(euros.toFixed(2)).toBe('2.50');
  });

  it('3.41 a failure is data that can be asked what it is', async () => {
    const broken = fn('broken', (): number => {
      throw Object.assign(new Error('no'), { code: 'CARD_DECLINED' });
    });
    const draft = flow('broken').nodes({ broken, done: exit<number>() });
    const failure = await failureOf(engine.run(draft.wire('broken', { broken: draft.to.done }), undefined));
    expect([isFailure(failure, 'CARD_DECLINED'), isFailure(failure, 'OTHER')]).toEqual([true, false]);
  });

  it('3.41 a value of unknown shape is read by getters or bound, wherever it was stored', async () => {
    const seen = await lastOf(
      (shared) => shared.set('result', { n: 3.7, nothing: null }),
      (shared) => {
        const whole = shared.bind('result', z.object({ n: z.number(), nothing: z.null() }));
        return [shared.getRecord('result')?.['n'], shared.getString('result', 'no text'), whole.nothing];
      },
    );
    expect(seen).toEqual([3.7, 'no text', null]);
  });
});

describe('3.43 safety', () => {
  const sum = key('parity.sum', 0, {
    merge: (base, values) => values.reduce((all, one) => all + one - base, base),
  });

  it('3.43 a thousand items at once write to the store and nothing is lost (otherwise: each sees its own writes until the join)', async () => {
    const draft = flow('at-once').nodes({
      each: each(
        fn('add', async (n: number, { shared }: StepContext) => {
          await Promise.resolve();
          shared.update(sum, (sofar) => sofar + n);
        }),
        { concurrency: 100 },
      ),
      read: fn('read', (_: unknown, { shared }: StepContext) => shared.get(sum)),
      done: exit<number>(),
    });
    const { to } = draft;
    const atOnce = draft.wire('each', { each: to.read, read: to.done });
    const numbers = Array.from({ length: 1000 }, (_, index) => index + 1);
    await expect(engine.run(atOnce, numbers)).resolves.toBe(500_500);
  });

  it("3.43 (otherwise: runs at once may share an instance of a step: the store is the run's, not the step's)", async () => {
    const seen = new Set<unknown>();
    @Step()
    class Counts extends MachineStep<undefined, number> {
      async execute(_: undefined, { shared }: ContextOf<this>) {
        seen.add(this);
        shared.update(sum, (n) => n + 1);
        await Promise.resolve();
        return shared.get(sum);
      }
    }
    const draft = flow('shared-instance').nodes({ counts: Counts, done: exit<number>() });
    const counts = draft.wire('counts', { counts: draft.to.done });
    const results = await Promise.all(Array.from({ length: 50 }, () => engine.run(counts, undefined)));
    expect([seen.size, new Set(results)]).toEqual([1, new Set([1])]);
  });
});
