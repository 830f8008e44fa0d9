import type { ErrorCode } from './codes';

const BRAND = Symbol.for('millrace.error');

/** The optional data of an error. */
export interface ErrorOptions {
  /** Machine-readable facts: names, paths, limits. Plain data. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Minimum wait before another attempt, in ms. */
  readonly retryAfterMs?: number | undefined;
  /** The errors behind this one, if there are several. */
  readonly errors?: readonly unknown[] | undefined;
}

/**
 * The base class of every error that Millrace throws. Branch on {@link MillraceError.code}; the message is for people
 * and says what was expected, where, and how to fix it.
 */
export class MillraceError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs?: number;
  readonly errors?: readonly unknown[];

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.errors !== undefined) this.errors = options.errors;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Whether a value is a Millrace error, with that code if one is passed. Works across copies of the library. */
  static is(value: unknown, code?: ErrorCode): value is MillraceError {
    if (typeof value !== 'object' || value === null) return false;
    try {
      return BRAND in value && (code === undefined || (value as { code?: unknown }).code === code);
    } catch {
      // A proxy may throw on any access.
      return false;
    }
  }
}
