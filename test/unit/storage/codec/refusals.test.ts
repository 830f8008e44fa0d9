import { MillraceError } from '../../../../src/errors';
import { copyThrough, decode, encode, valuePath } from '../../../../src/storage/codec';
import { fc } from '../../../support/cases';

class Money {
  constructor(readonly cents: number) {}
}

function refusalOf(value: unknown): MillraceError {
  try {
    encode(value);
  } catch (error) {
    if (MillraceError.is(error, 'NOT_SERIALISABLE')) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const cyclic: { self?: unknown } = {};
cyclic.self = { again: [cyclic] };

const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ['NaN', Number.NaN, /is NaN\. Use null/],
  ['Infinity', Number.POSITIVE_INFINITY, /is Infinity/],
  ['-Infinity', Number.NEGATIVE_INFINITY, /is -Infinity/],
  ['a function', () => 1, /is a function/],
  ['a symbol', Symbol('s'), /is a symbol/],
  ['an invalid date', new Date(Number.NaN), /invalid Date/],
  ['a promise', Promise.resolve(1), /is a promise\. Await it/],
  ['an error', new TypeError('x'), /is an error.*toFailure/],
  ['an instance', new Money(1), /instance of Money\..*classCodec/],
  ['an instance of an unnamed class', new (class {})(), /instance of a class/],
  ['an instance with a toJSON', new URL('http://localhost'), /instance of URL/],
  ['a generator', [1].values(), /items one by one.*array/],
  ['a source of items', { async *[Symbol.asyncIterator]() {} }, /items one by one.*array/],
  ['a literal with items', { *[Symbol.iterator]() {} }, /items one by one.*array/],
  ['a subclass of Map', new (class Registry extends Map {})(), /instance of Registry/],
  ['a subclass of Array', new (class Lines extends Array<number> {})(), /instance of Lines/],
  ['a regular expression', /x/, /instance of RegExp/],
  ['a typed array that is no bytes', new Float64Array(2), /instance of Float64Array/],
  ['an array with a hole', Object.assign([1], { 2: 3 }), /an array with a hole at index 1/],
];

describe('codec refusals', () => {
  it.each(refused)('refuses %s and says where', (_name, value, message) => {
    const error = refusalOf({ order: { lines: [1, 2, 3, { price: value }] } });
    expect(error.message).toMatch(message);
    expect(error.message).toContain('order.lines[3].price');
    expect(error.details).toEqual({ path: 'order.lines[3].price' });
    expect(refusalOf(value).details).toEqual({ path: '' });
    expect(() => copyThrough(value)).toThrow(MillraceError);
  });

  it('names the path in any nesting', () => {
    const step = fc.oneof(fc.nat({ max: 3 }), fc.string());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const value = steps.reduceRight<unknown>((inner, at) => {
          if (typeof at === 'number') return [...Array.from({ length: at }, () => null), inner];
          return Object.fromEntries([
            ['before', 1],
            [at, inner],
          ]);
        }, Number.NaN);
        expect(refusalOf(value).details).toEqual({ path: valuePath(steps) });
      }),
    );
  });

  it('names the path inside maps and sets', () => {
    expect(refusalOf({ m: new Map([['a', Number.NaN]]) }).details).toEqual({ path: 'm.a' });
    expect(refusalOf({ m: new Map([[{}, Number.NaN]]) }).details).toEqual({ path: 'm[0]' });
    expect(refusalOf({ m: new Map([[Number.NaN, 1]]) }).details).toEqual({ path: 'm[0]' });
    expect(refusalOf({ s: new Set([1, Number.NaN]) }).details).toEqual({ path: 's[1]' });
  });

  it('refuses cycles and depth, wherever they are', () => {
    expect(refusalOf(cyclic).details).toEqual({ path: 'self.again[0]' });
    const map = new Map<string, unknown>();
    map.set('me', map);
    expect(refusalOf(map).message).toMatch(/me refers back/);
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level += 1) deep = level % 2 ? [deep] : { deep };
    expect(refusalOf(deep).message).toMatch(/ is nested more than 1000 levels deep/);
    let fine: unknown = new Date(1);
    for (let level = 0; level < 900; level += 1) fine = new Map([[1, { fine }]]).size ? [fine] : fine;
    expect(decode(encode(fine))).toEqual(fine);
  });

  it('refuses references that fan out without end', () => {
    let fan: unknown = 1;
    for (let level = 0; level < 60; level += 1) fan = [fan, fan];
    expect(refusalOf(fan).message).toMatch(/2000000 values/);
  });

  it('refuses what cannot be read', () => {
    const trap = Object.defineProperty({}, 'x', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    expect(refusalOf(trap).message).toMatch(/cannot be read/);
    expect(refusalOf(trap).cause).toEqual(new Error('no'));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(refusalOf(proxy).message).toMatch(/cannot be read/);
    expect(refusalOf(Object.defineProperty({}, 'toJSON', { value: () => undefined })).message).toMatch(/toJSON/);
  });

  it('refuses to read what it did not write', () => {
    for (const text of [
      '',
      '{',
      '{"$":"future","v":1}',
      '{"$":"map","v":[1]}',
      '{"$":"bigint","v":"x"}',
      '[{"$":1}]',
    ]) {
      expect(() => decode(text)).toThrow(expect.objectContaining({ code: 'UNREADABLE' }));
    }
  });
});
