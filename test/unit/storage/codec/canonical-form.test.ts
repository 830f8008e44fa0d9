import { isDeepStrictEqual } from 'node:util';
import { canonicalForm, decode, encode } from '../../../../src/storage/codec';
import { fc } from '../../../support/cases';

/** Returns a copy of JSON data whose properties have the opposite order. */
function reversed(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(reversed);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .reverse()
      .map(([key, value]) => [key, reversed(value)]),
  );
}

describe('the canonical form', () => {
  it('sorts properties as RFC 8785 does', () => {
    const value = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\u{1f600}': 5,
      '\u0080': 6,
      '\u00f6': 7,
      b: [3e2, { z: 1, a: -0 }],
    };
    expect(canonicalForm(value)).toBe(
      '{"\\r":2,"1":4,"b":[300,{"a":{"$":"-0"},"z":1}],"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
  });

  it('is the same for equal data, and another for any other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const copy = decode(encode(one));
        expect(canonicalForm(reversed(copy))).toBe(canonicalForm(one));
        expect(canonicalForm(one) === canonicalForm(other)).toBe(isDeepStrictEqual(copy, decode(encode(other))));
      }),
    );
  });
});
