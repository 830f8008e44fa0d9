import { abandonPromise, DefinitionError, inspectValue, isThenable, MillraceError } from '../../errors';
import { INPUT_TYPE, type InputType, isInputType, type ValidatedBy } from '../../step';
import { validateInput } from '../validation';

/** Returns a value of the shared store, validated by a class or schema. */
export function boundKey<Type extends InputType>(name: string, value: unknown, type: Type): ValidatedBy<Type> {
  const what = `key ${inspectValue(name)} of the shared store`;
  if (!isInputType(type)) throw fault(`${what}: bind() expected ${INPUT_TYPE}, got ${inspectValue(type)}`);
  const made = validateInput(type, value, what);
  if (!isThenable(made)) return validated(made);
  abandonPromise(made);
  throw fault(
    `${what}: bind() is synchronous, and this schema validates asynchronously; await the schema itself with the result of get()`,
  );
}

function fault(message: string): DefinitionError {
  return new DefinitionError([{ message }]);
}

/** Returns the error for a key that has no entry. */
export function notThere(name: string, node: string): MillraceError {
  const message = `node "${node}": there is no key ${inspectValue(name)} in the shared store; set it in an earlier step, or ask with has() first`;
  return new MillraceError('INVALID_INPUT', message, { details: { key: name } });
}

/** Casts a value that the class or schema has just validated. */
function validated<Type extends InputType>(value: unknown): ValidatedBy<Type> {
  return value as ValidatedBy<Type>;
}
