import { invalidOption } from '../../errors';

/**
 * @param by the function that takes the option, for messages
 * @throws {MillraceError} `INVALID_OPTION` for anything but a whole number of at least `minimum`
 */
export function requireInteger(value: number, option: string, by: string, minimum = 0): number {
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw invalidOption(option, `a whole number of at least ${minimum}`, value, by);
}
