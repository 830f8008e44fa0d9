import { InputError, MillraceError } from '../../errors';
import { validateInput } from '../../execution/validation';
import type { Place } from '../../flow';
import type { InputType } from '../../step';

/** What is declared at a place of the form of its tasks. */
export function formAt({ definition }: Place): InputType | undefined {
  return definition.kind === 'step' ? definition.form : undefined;
}

/** Whether the step at a place wants to look at a form before it is acknowledged. */
export function checksForms({ definition }: Place): boolean {
  if (definition.kind !== 'step') return false;
  const { check } = definition.step.prototype as { readonly check?: unknown };
  return typeof check === 'function';
}

/**
 * A form as its step gets it: an instance of the class that is declared, or what the schema makes of it.
 *
 * @throws {InputError} `INVALID_FORM`
 */
export async function validForm(place: Place, given: unknown): Promise<unknown> {
  const type = formAt(place);
  if (type === undefined) return given;
  const what = `the form of node "${place.node}"`;
  try {
    return await validateInput(type, given, what);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(what, error.issues, 'INVALID_FORM');
    if (!MillraceError.is(error, 'INVALID_INPUT')) throw error;
    throw new MillraceError('INVALID_FORM', error.message, { cause: error });
  }
}
