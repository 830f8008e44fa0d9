import { DefinitionError, MillraceError, type OptionNames, readOptions, unknownOptions } from '../../errors';

/**
 * Returns a copy of the options of a combinator or a flow, all of whose names are known.
 *
 * @param by the function that takes the options, for messages
 * @throws {DefinitionError} for unknown names, with the nearest known one, and for anything but a readable object
 */
export function definitionOptions<Options extends object>(
  given: Options,
  names: OptionNames<Options>,
  by: string,
): Options {
  const options = asDefinition(() => readOptions(given, names, by));
  const unknown = unknownOptions(options, names);
  if (unknown.length > 0) throw new DefinitionError(unknown.map((fault) => ({ message: `${by}: ${fault}` })));
  return options;
}

/**
 * Reads a part of a definition.
 *
 * @throws {DefinitionError} instead of an error for an invalid option
 */
export function asDefinition<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!MillraceError.is(error, 'INVALID_OPTION')) throw error;
    throw new DefinitionError([{ message: error.message }], error);
  }
}
