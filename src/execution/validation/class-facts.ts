import type { InputClass } from '../../step';
import type { Validators } from './validators';

/** The facts about the decorators of one class that class-validator itself ignores. */
export interface ClassFacts {
  /** Whether there are any validators. */
  readonly validated: boolean;
  /** Properties with `@ValidateNested`, and the type that the compiler emitted for each, if any. */
  readonly nested: readonly { readonly property: string; readonly declared: unknown }[];
  /** Properties with an asynchronous validator; `validateSync` skips it silently. */
  readonly asynchronous: readonly string[];
}

const known = new WeakMap<InputClass, ClassFacts>();

export function classFacts(type: InputClass, validators: Validators): ClassFacts {
  let facts = known.get(type);
  if (!facts) {
    facts = read(type, validators);
    known.set(type, facts);
  }
  return facts;
}

function read(type: InputClass, { getMetadataStorage }: Validators): ClassFacts {
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(type, '', false, false);
  const nested = all.filter((one) => one.type === 'nestedValidation').map((one) => one.propertyName);
  const asynchronous = all.filter((one) => storage.getTargetValidatorConstraints(one.constraintCls).some(isAsync));
  return {
    validated: all.length > 0,
    nested: [...new Set(nested)].map((property) => ({ property, declared: designType(type, property) })),
    asynchronous: asynchronous.map((one) => one.propertyName),
  };
}

function isAsync(constraint: { readonly async?: boolean }): boolean {
  return constraint.async === true;
}

/** Returns the class of an object; `undefined` for an object without a class. */
export function classOf(value: object): InputClass | undefined {
  const type: unknown = value.constructor;
  return typeof type === 'function' && type !== Object ? (type as InputClass) : undefined;
}

/** Returns the declared type of a property, if reflect-metadata is loaded and the compiler emits it. */
function designType(type: InputClass, property: string): unknown {
  const read: unknown = Reflect.get(Reflect, 'getMetadata');
  const prototype: unknown = Reflect.get(type, 'prototype');
  return typeof read === 'function' ? Reflect.apply(read, Reflect, ['design:type', prototype, property]) : undefined;
}
