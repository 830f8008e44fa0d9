import { compareCodePoints, endOfPrefix } from '../../../../src/storage/adapter-kit/text-order';
import { fc } from '../../../support/cases';

const text = fc.string({ unit: 'binary', maxLength: 4 });
const bytes = (one: string) => Buffer.from(one, 'utf8');

describe('the order of strings', () => {
  it('is that of their bytes in UTF-8', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(bytes(a), bytes(b)));
      }),
    );
    expect(['\uffff', '😀', 'z', '\ue000', 'ä'].sort(compareCodePoints)).toEqual(['z', 'ä', '\ue000', '\uffff', '😀']);
  });

  it('has an end for each prefix, beyond which nothing begins with it', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const end = endOfPrefix(prefix);
        const isWithin =
          compareCodePoints(other, prefix) >= 0 && (end === undefined || compareCodePoints(other, end) < 0);
        expect(isWithin).toBe(other.startsWith(prefix));
        expect(end === undefined || compareCodePoints(prefix + other, end) < 0).toBe(true);
      }),
    );
    expect(['a', 'a\u{10ffff}', '\ud7ff', '\u{10ffff}', ''].map(endOfPrefix)).toEqual([
      'b',
      'b',
      '\ue000',
      undefined,
      undefined,
    ]);
  });
});
