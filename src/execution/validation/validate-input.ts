import { refuseThenable } from '../../errors';
import { type InputType, isStandardSchema } from '../../step';
import { validateByClass } from './class-input';
import { validateBySchema } from './schema-input';

/**
 * Validates a value by its declared class or schema. Returns the instance or the schema's output; a promise of it only
 * if the schema is asynchronous.
 *
 * @param what names the value in messages: `input of flow "orders"`
 * @throws {InputError} for an invalid value; a promise rejects with it
 */
export function validateInput(type: InputType, value: unknown, what: string): unknown {
  return isStandardSchema(type) ? validateBySchema(type, value, what) : validateByClass(type, value, what);
}

/**
 * Returns a value from outside of a node or a run, validated if its type is declared. A value that `await` would not
 * return unchanged is refused, so no input, payload or form is ever awaited.
 *
 * @param what names the value in messages: `input of flow "orders"`
 * @returns a promise only if the schema is asynchronous
 * @throws {InputError} for an invalid value; a promise rejects with it
 */
export function acceptValue(type: InputType | undefined, value: unknown, what: string): unknown {
  refuseThenable(value, what);
  return type === undefined ? value : validateInput(type, value, what);
}
