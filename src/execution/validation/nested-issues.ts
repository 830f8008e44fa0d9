import { DefinitionError, type InputIssue } from '../../errors';
import { valuePath } from '../../storage/codec';
import { classFacts, classOf } from './class-facts';
import type { Validators } from './validators';

type Keys = readonly (string | number)[];

/**
 * Returns the issues that class-validator misses: with `@ValidateNested` it accepts a list where one object is declared
 * (an empty list passes everything), and one object where a list is declared.
 *
 * @throws {DefinitionError} for a class with asynchronous validators, which would be skipped
 */
export function nestedIssues(value: unknown, validators: Validators, above: Keys = []): InputIssue[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof Map) return nestedIssues([...value.values()], validators, above);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].flatMap((item, index) => nestedIssues(item, validators, [...above, index]));
  }
  const type = classOf(value);
  if (type === undefined) return [];
  const facts = classFacts(type, validators);
  if (facts.asynchronous.length > 0) throw asynchronous(type.name, facts.asynchronous);
  return facts.nested.flatMap(({ property, declared }) => {
    const keys = [...above, property];
    const inner = propertyOf(value, property);
    const message = mismatch(declared, inner);
    return message === undefined ? nestedIssues(inner, validators, keys) : [{ path: valuePath(keys), message }];
  });
}

/** Returns the mismatch of list and object; `undefined` for an unknown type: a union or an interface is emitted as `Object`. */
function mismatch(type: unknown, value: unknown): string | undefined {
  if (typeof type !== 'function' || type === Object) return undefined;
  const wantsList = type === Array || Object.getPrototypeOf(type) === Array;
  if (Array.isArray(value)) return wantsList ? undefined : `must be one ${type.name}, not a list`;
  return wantsList && typeof value === 'object' && value !== null ? 'must be a list' : undefined;
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
