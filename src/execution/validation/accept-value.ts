import type { InputType } from '../../step';
import { refuseThenable } from './refuse-thenable';
import { validateInput } from './validate-input';

/**
 * Returns a value from outside of a node or a run, validated if its type is declared. A value that `await` would not
 * return unchanged is refused, so no input, payload or form is ever taken for a promise of itself.
 *
 * @param what names the value in messages: `input of flow "orders"`
 * @returns a promise only if the schema is asynchronous
 * @throws {InputError} for an invalid value; a promise rejects with it
 */
export function acceptValue(type: InputType | undefined, value: unknown, what: string): unknown {
  refuseThenable(value, what);
  return type === undefined ? value : validateInput(type, value, what);
}
