import { invalidOption } from '../../errors';

/** Writes and reads the instances of one class. Made by {@link classCodec}. */
export interface ClassCodec {
  /** Stands in every stored value; never rename it. */
  readonly name: string;
  readonly is: (value: unknown) => boolean;
  readonly encode: (value: unknown) => unknown;
  readonly decode: (data: unknown) => unknown;
}

/** The options of {@link classCodec}. */
export interface ClassCodecOptions<T> {
  readonly name: string;
  readonly is: (value: unknown) => value is T;
  /** Returns what is stored: anything that can itself be stored. */
  readonly encode: (value: T) => unknown;
  /** Returns an instance, from what `encode` returned. */
  readonly decode: (data: unknown) => T;
}

/**
 * Declares how the instances of a class are stored.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 * @example
 * classCodec({
 *   name: 'money',
 *   is: (value) => value instanceof Money,
 *   encode: (money) => money.toString(),
 *   decode: (text) => Money.parse(String(text)),
 * })
 */
export function classCodec<T>(options: ClassCodecOptions<T>): ClassCodec {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw invalidOption('options', 'an object', given, 'classCodec()');
  const { name, is, encode, decode } = options;
  if (typeof name !== 'string' || name === '')
    throw invalidOption('name', 'a text that is not empty', name, 'classCodec()');
  for (const [option, one] of Object.entries({ is, encode, decode }))
    if (typeof one !== 'function') throw invalidOption(option, 'a function', one, `classCodec("${name}")`);
  return Object.freeze({
    name,
    is,
    encode: (value: unknown) => (is(value) ? encode(value) : value),
    decode,
  });
}
