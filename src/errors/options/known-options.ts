import { MillraceError } from '../millrace-error';
import { nearestName } from './nearest-name';
import { readRecord } from './read-record';

/** Maximum length of a name in a message, in characters. */
const MAX_NAME = 60;
/** Maximum number of unknown names in a message. */
const MAX_UNKNOWN = 5;

type NameIn<Options> = Options extends unknown ? keyof Options & string : never;

/** The closed list of the names of some options. One that is incomplete, or has a name too many, does not compile. */
export type OptionNames<Options> = Readonly<Record<NameIn<Options>, true>>;

/**
 * Returns a copy of an options object or a filter, all of whose names are known. Otherwise a misspelt option would have
 * no effect, and a misspelt filter would mean everything.
 *
 * @param by the function or object that takes the options, for messages
 * @param option the option that holds these ones, such as `retry`, unless they are those of `by` itself
 * @throws {MillraceError} `INVALID_OPTION` for unknown names, with the nearest known one, and for anything but a
 * readable object
 */
export function knownOptions<Options extends object>(
  given: Options,
  names: OptionNames<Options>,
  by?: string,
  option?: string,
): Options {
  const options = readOptions(given, names, by, option);
  for (const name in options) if (!Object.hasOwn(names, name)) throw unknownError(options, names, by, option);
  return options;
}

/**
 * Returns a copy of an options object, some of whose names may be unknown: {@link unknownOptions}.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but a readable object
 */
export function readOptions<Options extends object>(
  given: Options,
  names: OptionNames<Options>,
  by?: string,
  option = 'options',
): Options {
  return readRecord(given, option, () => `an object with some of ${Object.keys(names).join(', ')}`, by, names);
}

/** Returns a message for each name that is not in the list, with the nearest one that is. */
export function unknownOptions<Options extends object>(
  options: Options,
  names: OptionNames<Options>,
  option?: string,
): readonly string[] {
  const known = Object.keys(names);
  return unknownNames(options, names).map((name) => {
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    return `${pathOf(option, name)}: there is no such option; known are ${known.join(', ')}${hint}`;
  });
}

function unknownError<Options extends object>(
  options: Options,
  names: OptionNames<Options>,
  by: string | undefined,
  option: string | undefined,
): MillraceError {
  const message = unknownOptions(options, names, option).join('; ');
  const [name = ''] = unknownNames(options, names);
  const nearest = nearestName(name, Object.keys(names));
  return new MillraceError('INVALID_OPTION', by === undefined ? message : `${by}: ${message}`, {
    details: { option: pathOf(option, name), ...(nearest !== undefined && { nearest: pathOf(option, nearest) }) },
  });
}

function unknownNames(options: object, names: object): readonly string[] {
  return Object.keys(options)
    .filter((name) => !Object.hasOwn(names, name))
    .slice(0, MAX_UNKNOWN)
    .map((name) => (name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME)}…`));
}

function pathOf(option: string | undefined, name: string): string {
  return option === undefined ? name : `${option}.${name}`;
}
