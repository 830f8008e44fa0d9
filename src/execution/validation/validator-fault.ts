import { errorMessageOf, InputError, isInstance, MillraceError } from '../../errors';

/**
 * Returns the error for what a validator threw: errors of Millrace are kept, an exhausted stack is the input's fault,
 * and everything else becomes the cause.
 */
export function validatorFault(thrown: unknown, what: string): MillraceError {
  if (MillraceError.is(thrown)) return thrown;
  if (isInstance(thrown, RangeError) && /call stack/.test(thrown.message)) {
    return new InputError(what, [{ path: '', message: 'is nested too deeply, or refers back to itself' }]);
  }
  const message = `${what} is not valid: a validator threw: ${errorMessageOf(thrown)}`;
  return new MillraceError('INVALID_INPUT', message, { cause: thrown });
}
