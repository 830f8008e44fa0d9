/** A bag of properties. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** Whether an object was made by a literal, by `JSON.parse` or by `Object.create(null)`, in any realm, and gives no items. */
export function isPlainObject(value: object): value is PlainObject {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Symbol.asyncIterator in value || Symbol.iterator in value) return false;
  if (prototype === Object.prototype || prototype === null) return true;
  // The Object.prototype of another realm (a vm context, as in Jest): the end of its chain, with the method that only it has.
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}
