import { errorMessageOf } from '../error-message-of';
import { invalidOption } from '../invalid-option';
import { MillraceError } from '../millrace-error';

/**
 * Returns a copy of a record, such as an options object. Reads every value once, so that later changes by the caller
 * have no effect, and a getter or a proxy that throws is reported here.
 *
 * @param option the name of the record, for messages
 * @param expected returns what the record has to be; continues "expected"
 * @param by the function or object that takes the record, where the name alone is ambiguous
 * @param names the names that a class may define as getters
 * @throws {MillraceError} `INVALID_OPTION` for anything but a readable record
 */
export function readRecord<Given extends object>(
  given: Given,
  option: string,
  expected: () => string,
  by?: string,
  names: object = {},
): Given {
  let copy: Given | undefined;
  try {
    copy = copyOf(given, names);
  } catch (error) {
    const where = by === undefined ? option : `${by}: ${option}`;
    const message = `${where}: cannot be read: ${errorMessageOf(error)}; expected ${expected()}`;
    throw new MillraceError('INVALID_OPTION', message, { details: { option }, cause: error });
  }
  if (copy) return copy;
  throw invalidOption(option, expected(), given, by);
}

/** Returns a copy; `undefined` of anything that is not a record. */
function copyOf<Given extends object>(given: Given, names: object): Given | undefined {
  if (!isObject(given) || Array.isArray(given)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype === Object.prototype || prototype === null) return { ...given };
  // A Date, a Map or an Error would count as a record without properties.
  if (Object.prototype.toString.call(given) !== '[object Object]') return undefined;
  const readable = new Set(Object.keys(names).filter((name) => name in given));
  // Inherited properties count, too.
  for (const name in given) readable.add(name);
  return Object.fromEntries([...readable].map((name) => [name, Reflect.get(given, name) as unknown])) as Given;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
