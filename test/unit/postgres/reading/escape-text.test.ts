import { escapeJson, escapeText, unescapeJson, unescapeText } from '../../../../src/postgres/reading/escape-text';
import { fc } from '../../../support/cases';

/** Texts of any code units, many of which PostgreSQL would refuse. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '\uffff', '\\', 'u0000', '0000', '"', '\ud800', '\udc00', '👩'),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
});

/** What PostgreSQL can keep: UTF-8 without NUL. */
function isKept(text: string): boolean {
  return !text.includes('\0') && Buffer.from(text).toString() === text;
}

describe('texts on their way to PostgreSQL and back', () => {
  it('are the same again, and can be kept meanwhile', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isKept(escapeText(text))).toBe(true);
        expect(unescapeText(escapeText(text))).toBe(text);
      }),
    );
  });

  it('are the same again inside JSON, where no text has a NUL or half a character', () => {
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const json = escapeJson({ texts });
        expect((JSON.parse(json) as { texts: string[] }).texts.every(isKept)).toBe(true);
        expect(unescapeJson(json)).toEqual({ texts });
      }),
    );
  });

  it('stay as they are where nothing is wrong with them', () => {
    for (const text of ['', 'plain', 'Grüße 👩‍🚀', '\\u0000', 'line\nbreak']) expect(escapeText(text)).toBe(text);
  });
});
