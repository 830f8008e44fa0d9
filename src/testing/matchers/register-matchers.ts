import { invalidOption } from '../../errors';
import { matchers } from './matchers';

/** The `expect` of Jest or Vitest. */
export interface ExtendableExpect {
  readonly extend: (matchers: never) => unknown;
}

/**
 * Adds the matchers to an `expect` that is not global. For a global one, use `import 'millrace/testing/jest'`.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but an `expect`
 * @example
 * import { expect } from 'vitest';
 * registerMatchers(expect);
 */
export function registerMatchers(expect: ExtendableExpect): void {
  if (!isExtendable(expect))
    throw invalidOption('expect', 'the expect of Jest or Vitest', expect, 'registerMatchers()');
  // Both call matchers in the same way, but declare them differently.
  expect.extend(matchers as never);
}

/** Whether a value is an `expect`. */
export function isExtendable(value: unknown): value is ExtendableExpect {
  return typeof value === 'function' && 'extend' in value && typeof value.extend === 'function';
}
