import { InputError } from '../input-error';
import { abandonPromise, isThenable } from './thenable';

/** @throws {InputError} for a promise and any other value that `await` would not return unchanged */
export function refuseThenable(value: unknown, what: string): void {
  if (!isThenable(value)) return;
  abandonPromise(value);
  throw new InputError(what, [{ path: '', message: 'is a promise, or has a method then(); await it first' }]);
}
