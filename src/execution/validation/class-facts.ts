import type { InputClass } from '../../step';
import type { Validators } from './validators';

/** The facts about the decorators of one class that class-validator itself ignores. */
export interface ClassFacts {
  /** Whether there are any validators. */
  readonly validated: boolean;
  /** Properties with `@ValidateNested`. */
  readonly nested: readonly NestedProperty[];
  /** Properties with an asynchronous validator; `validateSync` skips it silently. */
  readonly asynchronous: readonly string[];
}

/** A property with `@ValidateNested`. */
export interface NestedProperty {
  readonly property: string;
  /** The type that the compiler emitted: `Object` for a union or an interface, `undefined` if it emits none. */
  readonly declared: unknown;
  /** Whether the decorators declare a list: by `{ each: true }` or `@IsArray`. */
  readonly isDeclaredList: boolean;
  /** The conditions of `@IsOptional` and `@ValidateIf`. The property is validated if all are met. */
  readonly conditions: readonly Condition[];
}

type Condition = (object: object, value: unknown) => boolean;

/** The facts about one decorator. */
interface Rule {
  readonly type: string;
  readonly name?: string | undefined;
  readonly propertyName: string;
  readonly each: boolean;
  readonly constraints: readonly unknown[];
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
  const nested = all.filter(isNested).map((one) => one.propertyName);
  const asynchronous = all.filter((one) => storage.getTargetValidatorConstraints(one.constraintCls).some(isAsync));
  return {
    validated: all.length > 0,
    nested: [...new Set(nested)].map((property) => nestedProperty(type, property, all)),
    asynchronous: asynchronous.map((one) => one.propertyName),
  };
}

function nestedProperty(type: InputClass, property: string, all: readonly Rule[]): NestedProperty {
  const rules = all.filter(({ propertyName }) => propertyName === property);
  return {
    property,
    declared: designType(type, property),
    isDeclaredList: rules.some((rule) => (isNested(rule) && rule.each) || rule.name === 'isArray'),
    conditions: rules.filter((rule) => rule.type === 'conditionalValidation').map(conditionOf),
  };
}

function isNested({ type }: Rule): boolean {
  return type === 'nestedValidation';
}

/** Returns the condition of a rule, which class-validator keeps as its first constraint. */
function conditionOf({ constraints }: Rule): Condition {
  return constraints[0] as Condition;
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
