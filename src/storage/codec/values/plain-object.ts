/** An object with properties only. */
export type PlainObject = Readonly<Record<string, unknown>>;

/**
 * Returns whether an object of any realm comes from a literal, `JSON.parse` or `Object.create(null)`, and is not
 * iterable.
 */
export function isPlainObject(value: object): value is PlainObject {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Symbol.asyncIterator in value || Symbol.iterator in value) return false;
  if (prototype === Object.prototype || prototype === null) return true;
  // The Object.prototype of another realm (a vm context, as in Jest): the end of the chain, with a method that only it
  // has.
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}
