import { MillraceError } from '../errors';

/** @throws {MillraceError} `INVALID_OPTION` for anything but a whole number of at least `least` */
export function wholeNumber(value: number, option: string, least = 0): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const expected = `a whole number of at least ${least}`;
  throw new MillraceError('INVALID_OPTION', `${option}: expected ${expected}, got ${String(value)}`, {
    details: { option },
  });
}
