import { type InputType, isStandardSchema } from '../../step';

/** Returns the name of a class; empty if it has none. */
export function classNameOf(type: object): string {
  return 'name' in type && typeof type.name === 'string' ? type.name : '';
}

/** Describes a declared input by the name of its class, or the vendor of its schema. */
export function describeInput(input: InputType | undefined): { readonly input?: string } {
  if (input === undefined) return {};
  return { input: isStandardSchema(input) ? input['~standard'].vendor : classNameOf(input) };
}
