import { all, createEngine, exit, flow, fn, type StepContext } from 'millrace';
import { z } from 'zod';
import { cases, fc } from '../../../support/cases';
import { inSteps, lastOf } from './with-shared';

const HOSTILE = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  '',
];
/** Own properties, whatever they are called. */
const record = (entries: readonly (readonly [string, unknown])[]) => Object.fromEntries(entries);
const hostile = () => record(HOSTILE.map((name) => [name, { polluted: name }]));
const entriesOf = (value: unknown) => Object.entries(value as object);

const pristine = Object.getOwnPropertyNames(Object.prototype).sort();
afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(pristine);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

describe.each([false, true])('names that objects inherit (strict: %s)', (strict) => {
  it.each(HOSTILE)('%j is a key like any other', async (name) => {
    const seen = await inSteps(
      [
        (shared) => [shared.has(name), shared.get(name), shared.getRecord(name)],
        (shared) => shared.set(name, { polluted: name }),
        (shared) => [shared.has(name), shared.get(name), shared.keys(), shared.size, entriesOf(shared.snapshot())],
        (shared) => [shared.delete(name), shared.has(name), shared.get(name), shared.size],
        (shared) => [shared.has(name), shared.keys()],
      ],
      { strict },
    );
    const value = { polluted: name };
    expect(seen).toEqual([
      [false, undefined, undefined],
      undefined,
      [true, value, [name], 1, [[name, value]]],
      [true, false, undefined, 0],
      [false, []],
    ]);
  });

  it('are kept as properties of what is set, merged, bound and copied', async () => {
    const loose = z.record(z.string(), z.unknown());
    const seen = await inSteps(
      [
        (shared) => {
          shared.set('x', hostile());
          shared.merge(hostile());
        },
        (shared) => [
          entriesOf(shared.get('x')),
          entriesOf(shared.getRecord('x')),
          entriesOf(shared.snapshot()).filter(([name]) => name !== 'x'),
          entriesOf(shared.snapshot()['x']),
          Object.getPrototypeOf(shared.get('x')) === Object.prototype,
          Object.getPrototypeOf(shared.snapshot()) === Object.prototype,
          'polluted' in (shared.bind('x', loose) as object),
        ],
      ],
      { strict },
    );
    const entries = entriesOf(hostile());
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(seen[1]).toEqual([entries, entries, sorted, entries, true, true, false]);
  });

  it('come together at a join, and fail it where two branches wrote them', async () => {
    const engine = await createEngine({ strict });
    const writes = (name: string, keys: readonly string[]) =>
      fn(name, (_: undefined, { shared }: StepContext) => {
        for (const key of keys) shared.set(key, name);
        return name;
      });
    const run = async (left: readonly string[], right: readonly string[]) => {
      const draft = flow(`names-${left.join('')}-${right.join('')}`.replaceAll('_', '')).nodes({
        both: all({ left: writes('left', left), right: writes('right', right) }),
        read: fn('read', (_: unknown, { shared }: StepContext) => entriesOf(shared.snapshot())),
        done: exit<[string, unknown][]>(),
      });
      const { to } = draft;
      return (await engine.start(draft.wire('both', { both: to.read, read: to.done }), undefined)).result();
    };
    await expect(run(['__proto__', 'constructor'], ['toString'])).resolves.toEqual([
      ['__proto__', 'left'],
      ['constructor', 'left'],
      ['toString', 'right'],
    ]);
    await expect(run(['__proto__'], ['__proto__'])).rejects.toMatchObject({
      failure: { code: 'STORE_CONFLICT', details: { key: '__proto__', branches: ['left', 'right'] } },
    });
    await engine.stop();
  });
});

describe('any record', () => {
  it('comes back from the store as it was, property by property', async () => {
    const name = fc.oneof(fc.constantFrom(...HOSTILE), fc.string());
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.string(),
        tie('record'),
        fc.array(tie('any'), { maxLength: 3 }),
      ),
      record: fc.array(fc.tuple(name, tie('any')), { maxLength: 4 }).map(record),
    })).record;
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        const text = JSON.stringify(given);
        const seen = await lastOf(
          (shared) => {
            shared.set('x', given);
            shared.merge(given);
          },
          (shared) => {
            const { x, ...rest } = shared.snapshot();
            const merged = Object.keys(given as object).every(
              (key) =>
                key === 'x' || JSON.stringify(rest[key]) === JSON.stringify((given as Record<string, unknown>)[key]),
            );
            return Object.hasOwn(given, 'x') || (JSON.stringify(x) === text && merged);
          },
        );
        expect(seen).toBe(true);
        expect(JSON.stringify(given)).toBe(text);
      }),
      { numRuns: cases(200) },
    );
  });
});
