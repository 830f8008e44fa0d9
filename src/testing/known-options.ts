import { requireOptions } from '../engine/requests';
import { invalidOption } from '../errors';

/**
 * Options of which none is misspelt: one that nobody knows would be left out silently, and with it what the test is about.
 *
 * @param by what takes the options, for messages
 * @throws {MillraceError} `INVALID_OPTION` that lists what there is
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

/** Those of the options whose names are in a table. */
export function optionsAmong<Options extends object, Name extends keyof Options & string>(
  given: Options,
  names: Readonly<Record<Name, true>>,
): Pick<Options, Name> {
  const entries = Object.entries(given).filter(([name]) => Object.hasOwn(names, name));
  // What is left are the names of the table.
  return Object.fromEntries(entries) as Pick<Options, Name>;
}
