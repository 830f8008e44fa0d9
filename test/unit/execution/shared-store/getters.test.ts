import { Type } from 'class-transformer';
import { IsInt, IsString, Min, ValidateNested } from 'class-validator';
import type { Shared } from 'millrace';
import { z } from 'zod';
import { cases, fc } from '../../../support/cases';
import { inSteps, lastOf } from './with-shared';

/** Reads a value with every getter, each with its own answer for "something else". */
async function read(value: unknown): Promise<readonly unknown[]> {
  const seen = await lastOf(
    (shared) => shared.set('x', value),
    (shared) => [
      shared.getString('x', 's'),
      shared.getNumber('x', 'n'),
      shared.getInteger('x', 'i'),
      shared.getBoolean('x', 'b'),
      shared.getList('x', 'l'),
      shared.getRecord('x', 'r'),
    ],
  );
  return seen as readonly unknown[];
}

const nothing = ['s', 'n', 'i', 'b', 'l', 'r'];
const only = (index: number, value: unknown) => nothing.map((one, at) => (at === index ? value : one));

describe('the getters of the shared store', () => {
  it.each<[unknown, readonly unknown[]]>([
    ['', only(0, '')],
    ['42', only(0, '42')],
    [3.14, ['s', 3.14, 3, 'b', 'l', 'r']],
    [-3.9, ['s', -3.9, -3, 'b', 'l', 'r']],
    [-0.5, ['s', -0.5, 0, 'b', 'l', 'r']],
    [0, ['s', 0, 0, 'b', 'l', 'r']],
    [1e21, ['s', 1e21, 1e21, 'b', 'l', 'r']],
    [7n, ['s', 7, 7, 'b', 'l', 'r']],
    [2n ** 60n, nothing],
    [Number.NaN, nothing],
    [Number.POSITIVE_INFINITY, nothing],
    [false, only(3, false)],
    [true, only(3, true)],
    [null, nothing],
    [undefined, nothing],
    [[], only(4, [])],
    [[1, 'a'], only(4, [1, 'a'])],
    [{}, only(5, {})],
    [{ a: 1 }, only(5, { a: 1 })],
    [new Map([['a', 1]]), nothing],
    [new Set([1]), nothing],
    [new Date(0), nothing],
    [new (class Point {})(), nothing],
  ])('read %p without converting anything but numbers', async (value, expected) => {
    expect(await read(value)).toStrictEqual(expected);
  });

  it('have an answer of their own for what is not there', async () => {
    const seen = await inSteps([
      (shared) => [
        shared.getString('x'),
        shared.getNumber('x'),
        shared.getInteger('x'),
        shared.getBoolean('x'),
        shared.getList('x'),
        shared.getRecord('x'),
      ],
    ]);
    expect(seen[0]).toEqual(['', 0, 0, false, undefined, undefined]);
  });

  it('give undefined where that is asked for', async () => {
    const seen = await inSteps([(shared) => [shared.getString('x', undefined), shared.getInteger('x', undefined)]]);
    expect(seen[0]).toEqual([undefined, undefined]);
  });

  it('keep their promise for any value', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true }),
        async (value) => {
          const [text, number, integer, truth, list, record] = await read(value);
          expect(text).toBe(typeof value === 'string' ? value : 's');
          expect(truth).toBe(typeof value === 'boolean' ? value : 'b');
          expect(number === 'n' || Number.isFinite(number)).toBe(true);
          expect(integer === 'i' || Number.isInteger(integer)).toBe(true);
          expect(list !== 'l').toBe(Array.isArray(value));
          if (record !== 'r') expect(Object.prototype.toString.call(record)).toBe('[object Object]');
        },
      ),
      { numRuns: cases(200) },
    );
  });
});

describe('bind', () => {
  class Retry {
    @IsInt()
    @Min(1)
    attempts!: number;
  }
  class Config {
    @IsString()
    url!: string;
    @ValidateNested()
    @Type(() => Retry)
    retry!: Retry;
  }
  const good = { url: 'http://x', retry: { attempts: 3 } };
  const config = z.object({ url: z.string(), retry: z.object({ attempts: z.number().int() }) });
  const bindTo = (value: unknown, use: (shared: Shared) => unknown) =>
    lastOf((shared) => shared.set('config', value), use);

  it('makes instances of a class and of those inside it', async () => {
    const bound = await bindTo(good, (shared) => shared.bind('config', Config));
    expect(bound).toBeInstanceOf(Config);
    expect((bound as Config).retry).toBeInstanceOf(Retry);
    expect(bound).toEqual(good);
  });

  it('gives an instance as it is, if it is valid', async () => {
    const instance = Object.assign(new Config(), { url: 'a', retry: Object.assign(new Retry(), { attempts: 1 }) });
    expect(await bindTo(instance, (shared) => shared.bind('config', Config))).toBe(instance);
  });

  it('gives what a schema makes of it, typed', async () => {
    const attempts = (shared: Shared): number => shared.bind('config', config).retry.attempts;
    expect(await bindTo(good, attempts)).toBe(3);
    const trimmed = (shared: Shared) => shared.bind('config', z.string().trim());
    expect(await bindTo('  a ', trimmed)).toBe('a');
  });

  it('looks at null as at any other value', async () => {
    expect(await bindTo(null, (shared) => shared.bind('config', z.null()))).toBeNull();
    await expect(bindTo(null, (shared) => shared.bind('config', Config))).rejects.toMatchObject({
      failure: { code: 'INVALID_INPUT', message: expect.stringContaining('got null') as string },
    });
  });

  it.each([
    ['a class', (shared: Shared) => shared.bind('config', Config)],
    ['a schema', (shared: Shared) => shared.bind('config', config)],
  ])('names key and path of what is not valid for %s', async (_, use) => {
    await expect(bindTo({ ...good, retry: { attempts: 'many' } }, use)).rejects.toMatchObject({
      failure: {
        code: 'INVALID_INPUT',
        retryable: false,
        message: expect.stringMatching(/^key "config" of the shared store is not valid: retry\.attempts: /) as string,
      },
    });
  });

  it('names a key that is not there, and the node', async () => {
    await expect(inSteps([(shared) => shared.bind('config', Config)])).rejects.toMatchObject({
      failure: {
        code: 'INVALID_INPUT',
        message:
          'node "use": there is no key "config" in the shared store; set it in an earlier step, or ask with has() first',
        details: { key: 'config' },
      },
    });
  });

  it('refuses a schema that does not answer at once', async () => {
    const slow = z.string().refine(async () => false);
    await expect(bindTo('a', (shared) => shared.bind('config', slow))).rejects.toMatchObject({
      failure: { code: 'DEFINITION', message: expect.stringContaining('validates asynchronously') as string },
    });
  });
});
