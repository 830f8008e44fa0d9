/**
 * The validation interface that zod, valibot, arktype and others share.
 * Source: the Standard Schema specification, version 1 (https://standardschema.dev).
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The result of a Standard Schema: the validated value, or the reasons to refuse it. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One reason why a Standard Schema refused a value. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A class whose class-validator decorators define a valid instance. */
export type InputClass<T = unknown> = abstract new (...dependencies: never) => T;

/** The declaration of an input: a class with class-validator decorators, or a Standard Schema. */
export type InputType<Input = unknown, Output = Input> = InputClass<Output> | StandardSchema<Input, Output>;

/** The type that a caller passes where this class or schema is declared. */
export type InputOf<T> =
  T extends StandardSchema<infer Input, unknown> ? Input : T extends InputClass<infer Instance> ? Instance : unknown;

/** The type of a value validated by this class or schema. */
export type ValidatedBy<T> =
  T extends StandardSchema<infer _, infer Output> ? Output : T extends InputClass<infer Instance> ? Instance : unknown;

/** The form of a declared input, for messages. */
export const INPUT_TYPE = 'a class or a Standard Schema (zod, valibot, …)';

/** Returns whether a value can declare an input. An arrow function is not a class. */
export function isInputType(value: unknown): value is InputType {
  if (isStandardSchema(value)) return true;
  try {
    return typeof value === 'function' && typeof value.prototype === 'object';
  } catch {
    // A proxy may throw on any access.
    return false;
  }
}

export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return '~standard' in value;
  } catch {
    // A proxy may throw on any access.
    return false;
  }
}
