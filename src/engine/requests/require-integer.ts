import { invalidOption } from '../../errors';

/** @throws {MillraceError} `INVALID_OPTION` for anything but a whole number of at least `least` */
export function requireInteger(value: number, option: string, least = 0): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw invalidOption(option, `a whole number of at least ${least}`, value);
}
