/**
 * Throw it (or a subclass) from a step when another attempt cannot help: it is never retried and goes straight to the
 * fallback or the `error` edge.
 *
 * A subclass that callers match with `isFailure` may give itself a `code`; otherwise its name is used.
 */
export class TerminalError extends Error {
  /** Recognised across copies of the library. */
  readonly terminal = true;
  readonly code?: string;

  constructor(message: string, options: { readonly code?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    if (options.code !== undefined) this.code = options.code;
  }
}
