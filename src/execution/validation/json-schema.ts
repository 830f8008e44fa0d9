import { type InputType, isStandardSchema, type StandardSchema } from '../../step';
import { schemaOfClass } from './class-schema';

/** A JSON Schema (draft 2020-12), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const TARGET = { target: 'draft-2020-12' };
const known = new WeakMap<InputType, { readonly schema: JsonSchema | undefined }>();

/**
 * Returns the JSON Schema of a declared class or schema. A schema provides it if its library supports Standard JSON
 * Schema (zod does; valibot by `toStandardJsonSchema` of `@valibot/to-json-schema`). Returns `undefined` if there is
 * none.
 */
export function jsonSchemaOf(type: InputType): JsonSchema | undefined {
  let found = known.get(type);
  if (!found) {
    found = { schema: isStandardSchema(type) ? schemaOfSchema(type) : schemaOfClass(type) };
    known.set(type, found);
  }
  return found.schema;
}

/** The part of Standard JSON Schema that is used: https://standardschema.dev/json-schema. */
interface Convertible {
  readonly jsonSchema: { readonly input: (options: typeof TARGET) => JsonSchema };
}

function schemaOfSchema(schema: StandardSchema): JsonSchema | undefined {
  const standard = schema['~standard'];
  if (!isConvertible(standard)) return undefined;
  try {
    return standard.jsonSchema.input(TARGET);
  } catch {
    // The schema contains something that JSON Schema cannot express, such as a Date or a function.
    return undefined;
  }
}

function isConvertible(standard: object): standard is Convertible {
  const { jsonSchema } = standard as Partial<Convertible>;
  return typeof jsonSchema?.input === 'function';
}
