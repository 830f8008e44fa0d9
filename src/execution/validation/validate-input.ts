import { type InputType, isStandardSchema } from '../../step';
import { validateByClass } from './class-input';
import { validateBySchema } from './schema-input';

/**
 * Validates a value by the class or schema that was declared for it. Gives the instance or the schema's output; a promise
 * of it only where the schema itself answers with one.
 *
 * @param what what the value is, for messages: `input of flow "orders"`
 * @throws {InputError} for a value that is not valid; a promise rejects with it
 */
export function validateInput(type: InputType, value: unknown, what: string): unknown {
  return isStandardSchema(type) ? validateBySchema(type, value, what) : validateByClass(type, value, what);
}
