import { DefinitionError } from '../../errors';

/** Refuses what is no function, for callers without types. */
export function checkFunction(given: unknown, expected: string): void {
  if (typeof given !== 'function') throw new DefinitionError([{ message: `${expected}, got ${typeof given}` }]);
}
