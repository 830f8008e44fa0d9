import { MillraceError } from 'millrace';
import { durationMs } from '../../../src/step';
import { fc } from '../../support/cases';

const parse = (duration: unknown) => durationMs(duration as never, 'timeout');

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['15m', 900_000],
    ['1.5h', 5_400_000],
    ['3d', 259_200_000],
    ['2w', 1_209_600_000],
    ['0s', 0],
    [250, 250],
    [0, 0],
    ['0.0004s', 0],
    [1.5, 2],
  ])('%j is %d ms', (duration, ms) => {
    expect(parse(duration)).toBe(ms);
  });

  it.each([
    '',
    's',
    '30',
    '30 s',
    ' 30s',
    '30s ',
    '-1s',
    '+1s',
    '1e3s',
    '.5s',
    '5.s',
    '30S',
    '30sec',
    'soon',
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '5300w',
    null,
    undefined,
    {},
    [5],
    true,
  ])('%j is refused, with the name of the option', (duration) => {
    expect(() => parse(duration)).toThrow(
      /^timeout: .* is not a duration; use milliseconds or a string such as "500ms"/,
    );
    try {
      parse(duration);
    } catch (error) {
      expect(MillraceError.is(error, 'INVALID_OPTION') && error.details).toEqual({ option: 'timeout' });
    }
  });

  it('written in any unit is the number times the unit', () => {
    const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
    fc.assert(
      fc.property(
        fc.nat({ max: 30_000 }),
        fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
        (n, unit) => {
          expect(durationMs(`${n}${unit}`, 'x')).toBe(n * units[unit]);
        },
      ),
    );
  });
});
