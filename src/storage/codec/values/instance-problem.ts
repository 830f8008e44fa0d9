import { isPromise } from 'node:util/types';
import { isInstance } from '../../../errors';

/** Returns why an object that is neither data nor supported by a codec is rejected, and the way to fix it. */
export function instanceProblem(value: object): { readonly problem: string; readonly cure: string } {
  if (isPromise(value)) return { problem: 'is a promise', cure: 'Await it first' };
  if (givesItemsOnce(value)) {
    return {
      problem: 'yields items one by one and could not be opened again after a restart',
      cure: 'Pass its items as an array',
    };
  }
  if (isInstance(value, Error)) return { problem: 'is an error', cure: 'Turn it into data with toFailure(error)' };
  const made: unknown = value.constructor;
  const name = typeof made === 'function' && made.name !== '' ? made.name : 'a class';
  return {
    problem: `is an instance of ${name}`,
    cure: 'Turn it into plain data, such as { ...instance }, or register a codec for it with classCodec()',
  };
}

/** Returns whether the value is a generator, a stream or another one-shot iterable. */
function givesItemsOnce(value: object): boolean {
  return (
    Symbol.asyncIterator in value || (Symbol.iterator in value && ('next' in value || value.constructor === Object))
  );
}
