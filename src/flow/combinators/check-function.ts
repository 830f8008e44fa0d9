import { DefinitionError, inspectValue } from '../../errors';

/**
 * Checks that a value is a function, for callers without types.
 *
 * @throws {DefinitionError} for any other value
 */
export function checkFunction(given: unknown, expected: string): void {
  if (typeof given !== 'function') throw new DefinitionError([{ message: `${expected}, got ${inspectValue(given)}` }]);
}
