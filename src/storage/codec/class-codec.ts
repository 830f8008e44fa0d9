import { invalidOption, knownOptions } from '../../errors';

/** Encodes and decodes the instances of one class. Created by {@link classCodec}. */
export interface ClassCodec {
  /** The name stored with every value; never change it. */
  readonly name: string;
  readonly is: (value: unknown) => boolean;
  readonly encode: (value: unknown) => unknown;
  readonly decode: (data: unknown) => unknown;
}

/** The options of {@link classCodec}. */
export interface ClassCodecOptions<T> {
  readonly name: string;
  readonly is: (value: unknown) => value is T;
  /** Returns the stored form: any value that can itself be stored. */
  readonly encode: (value: T) => unknown;
  /** Returns an instance from the result of `encode`. */
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
  const names = { name: true, is: true, encode: true, decode: true } as const;
  const { name, is, encode, decode } = knownOptions(options, names, 'classCodec()');
  if (typeof name !== 'string' || name === '') throw invalidOption('name', 'a non-empty string', name, 'classCodec()');
  for (const [option, one] of Object.entries({ is, encode, decode }))
    if (typeof one !== 'function') throw invalidOption(option, 'a function', one, `classCodec("${name}")`);
  return Object.freeze({
    name,
    is,
    encode: (value: unknown) => (is(value) ? encode(value) : value),
    decode,
  });
}
