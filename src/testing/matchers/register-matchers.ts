import { invalidOption } from '../../errors';
import { matchers } from './matchers';

/** The `expect` of Jest or Vitest. */
export interface ExtendableExpect {
  readonly extend: (matchers: never) => unknown;
}

/**
 * Adds the matchers to an `expect`. For where there is no global one; otherwise `import 'millrace/testing/jest'` does it.
 *
 * @throws {MillraceError} `INVALID_OPTION` for what is no `expect`
 * @example
 * import { expect } from 'vitest';
 * registerMatchers(expect);
 */
export function registerMatchers(expect: ExtendableExpect): void {
  if (!isExtendable(expect)) throw invalidOption('expect', 'the expect of Jest or Vitest', expect, 'registerMatchers');
  // Both call them in the same way, and declare that differently.
  expect.extend(matchers as never);
}

/** Whether a value is an `expect`. */
export function isExtendable(value: unknown): value is ExtendableExpect {
  return typeof value === 'function' && 'extend' in value && typeof value.extend === 'function';
}
