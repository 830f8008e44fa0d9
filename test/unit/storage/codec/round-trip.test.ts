import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import { CODEC_VERSION, copyThrough, decode, encode } from '../../../../src/storage/codec';
import { cases, fc } from '../../../support/cases';

/** Keys that have bitten other codecs, next to ordinary ones. */
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('$', '$$', '$date', '__proto__', '$__proto__', 'constructor', 'toJSON', 'toString', 'v', 't', ''),
);

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array(),
);

const supported = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(
        fc.tuple(
          key,
          tie('value').filter((value) => value !== undefined),
        ),
      )
      .map((entries) => {
        // Not fromEntries alone: it, too, makes `__proto__` an own property, which is what we want here.
        return Object.fromEntries(entries);
      }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => new Set(items)),
  ),
})).value;

describe('codec round trip', () => {
  it('gives back any nesting of what it supports', () => {
    fc.assert(
      fc.property(supported, (value) => {
        // Not toStrictEqual, which takes a property `constructor` for the class.
        expect(isDeepStrictEqual(decode(encode(value)), value)).toBe(true);
      }),
      { numRuns: cases(500) },
    );
  });

  it('leaves JSON as JSON.stringify writes it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue().filter((value) => !/"\$|-0/.test(JSON.stringify(value)) && !hasMinusZero(value)),
        (value) => {
          expect(encode(value)).toBe(JSON.stringify(value));
        },
      ),
    );
  });

  it('writes the documented text', () => {
    const value = {
      at: new Date(0),
      by: new Map([['a', 1n]]),
      tags: new Set([undefined]),
      raw: Buffer.from('hi'),
      $: { $ref: -0 },
    };
    expect(JSON.parse(encode(value))).toEqual({
      at: { $: 'date', v: '1970-01-01T00:00:00.000Z' },
      by: { $: 'map', v: [['a', { $: 'bigint', v: '1' }]] },
      tags: { $: 'set', v: [{ $: 'undefined' }] },
      raw: { $: 'bytes', v: 'aGk=' },
      $$: { $$ref: { $: '-0' } },
    });
    expect(CODEC_VERSION).toBe(1);
  });

  it('drops undefined properties and keeps undefined items', () => {
    expect(decode(encode({ a: undefined, b: [undefined, 1] }))).toStrictEqual({ b: [undefined, 1] });
    expect(decode(encode({ a: undefined, b: 1 }))).toStrictEqual({ b: 1 });
    expect(decode(encode(undefined))).toBeUndefined();
  });

  it('reads a Buffer back as a Uint8Array of its own', () => {
    const bytes = decode(encode(Buffer.from([1, 2, 255])));
    expect(bytes).toStrictEqual(new Uint8Array([1, 2, 255]));
    expect(Buffer.isBuffer(bytes)).toBe(false);
  });

  it('pollutes nothing', () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"$a":[]}',
    );
    const back = decode(encode(hostile));
    expect(isDeepStrictEqual(back, hostile)).toBe(true);
    expect(Object.keys(back as object)).toEqual(['__proto__', 'constructor', '$a']);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('takes shared references and values of other realms', () => {
    const shared = { at: new Date(5) };
    expect(decode(encode([shared, shared]))).toEqual([shared, shared]);
    const foreign: unknown = runInNewContext('({ a: [1, new Date(7)], m: new Map([[1, new Set([2])]]) })');
    expect(decode(encode(foreign))).toStrictEqual({ a: [1, new Date(7)], m: new Map([[1, new Set([2])]]) });
    expect(decode(encode(Object.assign(Object.create(null) as object, { a: 1 })))).toEqual({ a: 1 });
  });

  it('ignores symbol keys', () => {
    expect(decode(encode({ [Symbol('s')]: 1, a: 2 }))).toStrictEqual({ a: 2 });
  });

  it('copies through', () => {
    const value = { list: [new Date(1)] };
    const copy = copyThrough(value);
    expect(copy).toStrictEqual(value);
    expect(copy).not.toBe(value);
    expect(copyThrough('text')).toBe('text');
    expect(copyThrough(undefined)).toBeUndefined();
    expect(copyThrough(-0)).toBe(-0);
  });
});

function hasMinusZero(value: unknown): boolean {
  if (Object.is(value, -0)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasMinusZero);
}
