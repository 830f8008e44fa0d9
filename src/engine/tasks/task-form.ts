import { InputError, MillraceError } from '../../errors';
import { acceptValue } from '../../execution';
import type { Place } from '../../flow';
import type { InputType } from '../../step';
import { requireDeclared } from '../requests/require-declared';

/** Returns the declared type of the forms of tasks at a place. */
export function formAt({ definition }: Place): InputType | undefined {
  return definition.kind === 'step' ? definition.form : undefined;
}

/** Returns whether the step at a place checks a form before it is acknowledged. */
export function checksForms({ definition }: Place): boolean {
  if (definition.kind !== 'step') return false;
  const { check } = definition.step.prototype as { readonly check?: unknown };
  return typeof check === 'function';
}

/**
 * Validates a form. Returns the form as its step receives it: an instance of the declared class, or the output of the
 * schema. A step that declares no form accepts only an absent one.
 *
 * @param flow the flow of the run, for messages
 *
 * @throws {InputError} `INVALID_FORM`
 */
export async function validForm(place: Place, form: unknown, flow: string): Promise<unknown> {
  const subject = `the form of node "${place.node}"`;
  try {
    requireDeclared(place.definition, form, { by: 'tasks.complete()', flow, node: place.node });
    return await acceptValue(formAt(place), form, subject);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(subject, error.issues, 'INVALID_FORM');
    if (!MillraceError.is(error, 'INVALID_INPUT')) throw error;
    throw new MillraceError('INVALID_FORM', error.message, { cause: error, details: error.details });
  }
}
