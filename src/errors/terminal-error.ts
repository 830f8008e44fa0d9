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
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    if (options.code !== undefined) this.code = options.code;
  }
}
