import type { ValidationError } from 'class-validator';
import type { InputIssue } from '../../errors';
import { valuePath } from '../../storage/codec';

/**
 * The constraint of a property without decorators. Fields as the standard defines them exist in every instance, so an
 * `undefined` one was not given by anybody.
 */
const UNKNOWN_PROPERTY = 'whitelistValidation';

type Keys = readonly (string | number)[];

/** Returns the errors of class-validator, a tree, as a flat list with paths such as `lines[2].price`. */
export function classIssues(errors: readonly ValidationError[], parent: unknown, above: Keys = []): InputIssue[] {
  return errors.flatMap((error) => {
    const keys = keysOf(error, parent, above);
    const path = valuePath(keys);
    const own = Object.entries(error.constraints ?? {})
      .filter(([name]) => name !== UNKNOWN_PROPERTY || error.value !== undefined)
      .map(([name, text]) => ({ path, message: message(name, text) }));
    return [...own, ...classIssues(error.children ?? [], error.value, keys)];
  });
}

/** A child without a property concerns the parent's value itself. */
function keysOf(error: Partial<ValidationError>, parent: unknown, above: Keys): Keys {
  if (error.property === undefined) return above;
  const isIndex = Array.isArray(parent) || parent instanceof Set;
  return [...above, isIndex ? Number(error.property) : error.property];
}

function message(constraint: string, text: string): string {
  if (constraint !== 'unknownValue') return text;
  return 'is not an instance of a class with validators; put @Type(() => TheClass) on the property';
}
