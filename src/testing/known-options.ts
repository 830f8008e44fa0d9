import { requireOptions } from '../engine/requests';
import { invalidOption } from '../errors';

/**
 * Checks for unknown options, since a misspelt one would be ignored and the test would pass without effect.
 *
 * @param by the function that takes the options, for messages
 * @throws {MillraceError} `INVALID_OPTION` that lists the known options
 */
export function knownOptions<Options extends object>(
  given: Options,
  known: Readonly<Record<keyof Options, true>>,
  by: string,
): Options {
  for (const name of Object.keys(requireOptions(given, by)))
    if (!Object.hasOwn(known, name))
      throw invalidOption('options', `some of ${Object.keys(known).join(', ')}`, name, by);
  return given;
}

/** Returns the options whose names are in a table. */
export function optionsAmong<Options extends object, Name extends keyof Options & string>(
  given: Options,
  names: Readonly<Record<Name, true>>,
): Pick<Options, Name> {
  const entries = Object.entries(given).filter(([name]) => Object.hasOwn(names, name));
  // Only names of the table are left.
  return Object.fromEntries(entries) as Pick<Options, Name>;
}
