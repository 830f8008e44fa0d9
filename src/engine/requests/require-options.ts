import { invalidOption } from '../../errors';

/**
 * Options, a filter, or what else comes as an object. Leaving it out is the caller's default; `null` is no way to leave it out.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but an object
 */
export function requireOptions<Options extends object>(given: Options, name = 'options'): Options {
  const value: unknown = given;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return given;
  throw invalidOption(name, 'an object', value);
}
