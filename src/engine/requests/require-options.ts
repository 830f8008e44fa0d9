import { invalidOption } from '../../errors';

/**
 * Returns an options object or a filter. Omission is handled by the caller; `null` does not count as omitted.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but an object
 */
export function requireOptions<Options extends object>(options: Options, name = 'options'): Options {
  const value: unknown = options;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return options;
  throw invalidOption(name, 'an object', value);
}
