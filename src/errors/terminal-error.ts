import { knownOptions } from './options/known-options';

/**
 * The error for a step to throw when another attempt cannot help. It is never retried and goes straight to the fallback
 * or the `error` edge.
 *
 * `isFailure` matches a subclass by its static `code`, or by its name if it has none.
 */
export class TerminalError extends Error {
  /** Marks the error, also across copies of the library. */
  readonly terminal = true;
  readonly code?: string;

  constructor(message: string, options: { readonly code?: string; readonly cause?: unknown } = {}) {
    const { code, cause } = knownOptions(options, { code: true, cause: true }, 'TerminalError');
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    if (code !== undefined) this.code = code;
  }
}
