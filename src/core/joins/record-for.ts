import type { Place } from '../../flow';

/** Above this width an object is a dictionary, which is faster to fill than to copy. */
const WIDE = 100;

/** Records with the keys of all branches. */
const templates = new WeakMap<readonly Place[], Readonly<Record<string, unknown>>>();

/**
 * Returns a record to be filled with a value for every branch. Up to a width it has the keys already, because to copy
 * them together is faster than to add them one by one. Branch keys begin with a letter, so none of them is `__proto__`.
 */
export function recordFor(branches: readonly Place[]): Record<string, unknown> {
  return branches.length > WIDE ? newDictionary() : { ...templateOf(branches) };
}

/** Returns an object that is a dictionary from the start, and needs no conversion on the way. */
function newDictionary(): Record<string, unknown> {
  return Object.setPrototypeOf(Object.create(null), Object.prototype) as Record<string, unknown>;
}

function templateOf(branches: readonly Place[]): Readonly<Record<string, unknown>> {
  let template = templates.get(branches);
  if (!template) {
    template = Object.fromEntries(branches.map(({ key }) => [key, undefined]));
    templates.set(branches, template);
  }
  return template;
}
