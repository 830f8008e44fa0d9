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
