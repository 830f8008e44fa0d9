import { InputError, MillraceError } from '../../errors';
import type { Place } from '../../flow';
import { type InputType, isStandardSchema } from '../../step';
import { copyThrough } from '../../storage';
import { validateInput } from '../input';
import { plainData } from './plain-data';

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
 * A form as it is written down: valid, and plain data. Of a schema that is what the schema makes of it, so that it need not be asked
 * again; of a class the properties, since instances are made anew whenever they are needed.
 *
 * @throws {MillraceError} `INVALID_FORM`, or `NOT_SERIALISABLE` where it is no data
 */
export async function acceptedForm(place: Place, given: unknown): Promise<unknown> {
  const type = formAt(place);
  if (type === undefined) return copyThrough(given);
  const what = `the form of node "${place.node}"`;
  const made = await valid(type, given, what);
  return copyThrough(isStandardSchema(type) ? made : plainData(given));
}

/** A form as a step gets it, of what was written down. */
export function restoredForm(place: Place, kept: unknown): unknown {
  const type = formAt(place);
  return type === undefined || isStandardSchema(type) ? kept : valid(type, kept, `the form of node "${place.node}"`);
}

async function valid(type: InputType, value: unknown, what: string): Promise<unknown> {
  try {
    return await validateInput(type, value, what);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(what, error.issues, 'INVALID_FORM');
    if (!MillraceError.is(error, 'INVALID_INPUT')) throw error;
    throw new MillraceError('INVALID_FORM', error.message, { cause: error });
  }
}
