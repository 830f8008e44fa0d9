import { MillraceError } from '../errors';

/** @throws {MillraceError} `INVALID_OPTION` for anything but a whole number of at least 0 */
export function wholeNumber(value: number, option: string): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new MillraceError('INVALID_OPTION', `${option}: expected a whole number of at least 0, got ${String(value)}`, {
    details: { option },
  });
}
