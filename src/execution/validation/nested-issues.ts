import { DefinitionError, type InputIssue, inspectValue } from '../../errors';
import { valuePath } from '../../storage/codec';
import { classFacts, classOf, type NestedProperty } from './class-facts';
import type { Validators } from './validators';

type Keys = readonly (string | number)[];

/**
 * Returns the issues that class-validator misses. With `@ValidateNested` it accepts nothing at all, a list where one
 * object is declared (an empty list passes everything), one object where a list is declared, and lists or `undefined`
 * as the items of a list.
 *
 * @throws {DefinitionError} for a class with asynchronous validators, which would be skipped
 */
export function nestedIssues(value: unknown, validators: Validators, above: Keys = []): InputIssue[] {
  if (typeof value !== 'object' || value === null) return [];
  const type = classOf(value);
  if (type === undefined) return [];
  const facts = classFacts(type, validators);
  if (facts.asynchronous.length > 0) throw asynchronous(type.name, facts.asynchronous);
  return facts.nested.flatMap((nested) => propertyIssues(value, nested, validators, above));
}

function propertyIssues(owner: object, nested: NestedProperty, validators: Validators, above: Keys): InputIssue[] {
  const value = propertyOf(owner, nested.property);
  if (!nested.conditions.every((isMet) => isMet(owner, value))) return [];
  const keys = [...above, nested.property];
  const message = mismatch(nested, value);
  if (message !== undefined) return [{ path: valuePath(keys), message }];
  const items = itemsOf(value);
  return items
    ? items.flatMap(([key, item]) => itemIssues(item, validators, [...keys, key]))
    : nestedIssues(value, validators, keys);
}

function itemIssues(item: unknown, validators: Validators, keys: Keys): InputIssue[] {
  // class-validator itself refuses everything else that is no object.
  if (item !== undefined && !itemsOf(item)) return nestedIssues(item, validators, keys);
  return [{ path: valuePath(keys), message: `must be one object, got ${inspectValue(item)}` }];
}

/** Returns the items of a collection with their keys; `undefined` for anything else. */
function itemsOf(value: unknown): readonly (readonly [string | number, unknown])[] | undefined {
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item]);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item, index) => [index, item]);
  return undefined;
}

/** Returns the mismatch of a value and what is declared: nothing, one object or a list. */
function mismatch({ declared, isDeclaredList }: NestedProperty, value: unknown): string | undefined {
  if (value === undefined) return 'is missing';
  const type = typeof declared === 'function' && declared !== Object ? declared : undefined;
  const wantsList = type && (type === Array || Object.getPrototypeOf(type) === Array);
  if (!Array.isArray(value))
    return wantsList && typeof value === 'object' && value !== null ? 'must be a list' : undefined;
  if (type) return wantsList ? undefined : `must be one ${type.name}, not a list`;
  return isDeclaredList ? undefined : 'must be one object, not a list; a list needs @ValidateNested({ each: true })';
}

function propertyOf(value: object, property: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[property];
}

function asynchronous(name: string, properties: readonly string[]): DefinitionError {
  return new DefinitionError([
    {
      message: `input class ${name}: ${properties.join(', ')} has an asynchronous validator. Inputs of classes are validated at once; declare a schema instead, or check it in the step`,
    },
  ]);
}
