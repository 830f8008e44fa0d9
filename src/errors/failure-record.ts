import { isRetryableError, retryAfterOf } from './retryable';

/** A failure as it is journaled: plain data, the same in every engine and after every restart. */
export interface FailureRecord {
  /** Name of the error's class. */
  readonly name: string;
  /** The error's own code, or `STEP_FAILED`. */
  readonly code: string;
  readonly message: string;
  /** Facts for programs, where the error carried some. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What the general rule says; a step's `retryIf` may have decided otherwise. */
  readonly retryable: boolean;
  /** Least time before another attempt, in ms, where the error says so. */
  readonly retryAfterMs?: number;
  readonly cause?: FailureRecord;
  /** The failures behind this one: of branches, items or an `AggregateError`. */
  readonly errors?: readonly FailureRecord[];
}

const MAX_DEPTH = 8;
const MAX_ERRORS = 1000;

/** Something thrown that has the members of an error; anything may be missing or a trap. */
interface ErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Turns whatever was thrown into a {@link FailureRecord}. Never throws. */
export function toFailure(thrown: unknown, depth = 0): FailureRecord {
  try {
    return read(thrown, depth);
  } catch {
    return { name: 'Error', code: 'STEP_FAILED', message: 'an error that cannot be read', retryable: true };
  }
}

function read(thrown: unknown, depth: number): FailureRecord {
  if (typeof thrown !== 'object' || thrown === null) {
    return { name: 'NonError', code: 'STEP_FAILED', message: String(thrown), retryable: true };
  }
  const error: ErrorLike = thrown;
  const retryAfterMs = retryAfterOf(thrown);
  const deeper = depth < MAX_DEPTH;
  return {
    name: text(error.name) ?? 'Error',
    code: text(error.code) ?? 'STEP_FAILED',
    message: text(error.message) ?? String(thrown),
    retryable: isRetryableError(thrown),
    ...(isData(error.details) && { details: error.details }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(deeper && error.cause !== undefined && { cause: toFailure(error.cause, depth + 1) }),
    ...(deeper &&
      Array.isArray(error.errors) && {
        errors: error.errors.slice(0, MAX_ERRORS).map((one) => toFailure(one, depth + 1)),
      }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Details go into journals, so only what JSON can hold is kept. */
function isData(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  try {
    return Object.keys(value).length > 0 && JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** What {@link isFailure} takes: a code, or an error class with a static `code`, or else its name. */
export type FailureKind = string | { readonly name: string; readonly code?: string };

/**
 * Whether a failure, or one in its chain of causes, is of that kind. Works after a restart, when the live error is gone.
 *
 * @example isFailure(record, CardDeclined) || isFailure(record, 'ECONNRESET')
 */
export function isFailure(failure: FailureRecord, kind: FailureKind): boolean {
  const code = typeof kind === 'string' ? kind : kind.code;
  const name = typeof kind === 'string' ? undefined : kind.name;
  for (let one: FailureRecord | undefined = failure; one; one = one.cause) {
    if (one.code === code || (name !== undefined && one.name === name)) return true;
  }
  return false;
}
