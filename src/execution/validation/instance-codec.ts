import { type InputClass, type InputType, isStandardSchema } from '../../step';
import { type ClassCodec, isPlainArray, isPlainMap, isPlainObject, Secret, setProperty } from '../../storage/codec';
import { classFacts, classOf } from './class-facts';
import { loadValidators } from './validators';

/**
 * The codec of instances of a declared class: they are stored as their properties, under the name of the class. Nested
 * instances of validated classes are restored as instances too. Properties keep their stored values: nothing is
 * transformed a second time.
 */
function instanceCodec(type: InputClass): ClassCodec {
  const known = codecs.get(type);
  if (known) return known;
  const codec = Object.freeze({
    name: `class:${type.name}`,
    is: (value: unknown) => typeof value === 'object' && value !== null && classOf(value) === type,
    encode: (value: unknown) => propertiesOf(value, true),
    decode: (data: unknown) => instanceOf(type, data),
  });
  codecs.set(type, codec);
  return codec;
}

/** One codec for each class, so that adding it again is recognised. */
const codecs = new WeakMap<InputClass, ClassCodec>();

/** Returns the codecs of the classes among declared inputs. */
export function instanceCodecs(inputs: readonly (InputType | undefined)[]): readonly ClassCodec[] {
  const classes = new Set<InputClass>();
  for (const input of inputs) if (input && !isStandardSchema(input)) classes.add(input);
  return [...classes].map(instanceCodec);
}

/** Returns a copy in which instances of validated classes are plain objects. */
function propertiesOf(value: unknown, isDeclared: boolean): unknown {
  if (typeof value !== 'object' || value === null || Secret.is(value)) return value;
  if (isPlainArray(value)) return value.map((item) => propertiesOf(item, false));
  if (isPlainMap(value)) return new Map([...value].map(([key, item]) => [key, propertiesOf(item, false)]));
  if (!isDeclared && !isPlainObject(value) && !isValidated(value)) return value;
  const properties: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(value)) setProperty(properties, key, propertiesOf(property, false));
  return properties;
}

function isValidated(value: object): boolean {
  const type = classOf(value);
  return type !== undefined && classFacts(type, loadValidators('a stored value')).validated;
}

function instanceOf(type: InputClass, data: unknown): unknown {
  const { plainToInstance } = loadValidators(`a stored value of class ${type.name}`);
  return withValuesOf(data, plainToInstance(constructible(type), data));
}

/** Restores the values as they were stored; class-transformer only determines the nested classes. */
function withValuesOf(stored: unknown, made: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || Secret.is(stored)) return stored;
  if (typeof made !== 'object' || made === null) return stored;
  if (isPlainArray(stored)) {
    return Array.isArray(made) ? stored.map((item, index) => withValuesOf(item, made[index])) : stored;
  }
  if (!isPlainObject(stored)) return stored;
  const target = bagOf(made);
  for (const [key, value] of Object.entries(stored)) setProperty(target, key, withValuesOf(value, target[key]));
  return made;
}

function bagOf(made: object): Record<string, unknown> {
  return made as Record<string, unknown>;
}

/**
 * Casts a class to one that can be constructed. The compiler forbids `new` of an abstract class and of unknown
 * arguments; class-transformer passes none.
 */
function constructible(type: InputClass): new () => unknown {
  return type as unknown as new () => unknown;
}
