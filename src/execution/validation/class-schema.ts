import type { InputClass } from '../../step';
import { classFacts } from './class-facts';
import { loadValidators, type Validators } from './validators';

type Properties = Readonly<Record<string, unknown>>;

interface Rule {
  readonly propertyName: string;
  readonly type: string;
  readonly name?: string | undefined;
  readonly constraints: readonly unknown[];
  readonly each: boolean;
}

/** The JSON Schema of each validator. A validator that is not listed is checked, but not described. */
const WORDS: Readonly<Record<string, (...constraints: readonly unknown[]) => Properties>> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isNumber: () => ({ type: 'number' }),
  isInt: () => ({ type: 'integer' }),
  isArray: () => ({ type: 'array' }),
  isObject: () => ({ type: 'object' }),
  isDate: () => ({ type: 'string', format: 'date-time' }),
  isDateString: () => ({ type: 'string', format: 'date-time' }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  min: (minimum) => ({ minimum }),
  max: (maximum) => ({ maximum }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isNegative: () => ({ exclusiveMaximum: 0 }),
  isDivisibleBy: (multipleOf) => ({ multipleOf }),
  minLength: (minLength) => ({ minLength }),
  maxLength: (maxLength) => ({ maxLength }),
  isLength: (minLength, maxLength) => ({ minLength, ...(maxLength !== undefined && { maxLength }) }),
  matches: (pattern) => (pattern instanceof RegExp && pattern.flags === '' ? { pattern: pattern.source } : {}),
  isIn: (values) => ({ enum: values }),
  isEnum: (_, values) => ({ enum: values }),
  equals: (value) => ({ const: value }),
  arrayMinSize: (minItems) => ({ minItems }),
  arrayMaxSize: (maxItems) => ({ maxItems }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** Types that the compiler emits for properties which no validator describes. */
const EMITTED = new Map<unknown, string>([
  [String, 'string'],
  [Boolean, 'boolean'],
  [Number, 'number'],
  [Array, 'array'],
]);

/** Returns the class-validator decorators of a class as JSON Schema; `undefined` for a class without any. */
export function schemaOfClass(type: InputClass): Properties | undefined {
  return described(type, loadValidators(`the form ${type.name}`), []);
}

function described(type: InputClass, validators: Validators, above: readonly InputClass[]): Properties | undefined {
  const facts = classFacts(type, validators);
  // A class that contains itself is described once.
  if (!facts.validated || above.includes(type)) return undefined;
  const rules: readonly Rule[] = validators.getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const nested = new Map(facts.nested.map(({ property, declared }) => [property, declared]));
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const properties = Object.fromEntries(
    names.map((name) => {
      const own = rules.filter(({ propertyName }) => propertyName === name);
      const declared = nested.get(name);
      const inner = isClass(declared) ? described(declared, validators, [...above, type]) : undefined;
      return [name, propertyOf(own, inner ?? emitted(declared, nested.has(name)))];
    }),
  );
  const optional = new Set(
    rules.filter((rule) => rule.type === 'conditionalValidation').map((rule) => rule.propertyName),
  );
  const required = names.filter((name) => !optional.has(name));
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false };
}

function propertyOf(rules: readonly Rule[], nested: Properties): Properties {
  const whole = rules.filter(({ each }) => !each).map(wordsOf);
  const items = rules.filter(({ each }) => each).map(wordsOf);
  const list = items.length > 0 && { type: 'array', items: Object.assign({}, ...items) as Properties };
  return Object.assign({}, nested, list, ...whole) as Properties;
}

function wordsOf({ name = '', constraints }: Rule): Properties {
  return WORDS[name]?.(...((constraints as readonly unknown[] | undefined) ?? [])) ?? {};
}

function emitted(declared: unknown, isNested: boolean): Properties {
  const type = EMITTED.get(declared);
  if (type !== undefined) return { type };
  return isNested ? { type: 'object' } : {};
}

function isClass(declared: unknown): declared is InputClass {
  return typeof declared === 'function' && declared !== Object && !EMITTED.has(declared);
}
