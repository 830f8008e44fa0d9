import { errorMessageOf } from './error-message-of';
import { factsOf } from './facts/facts-of';
import type { FactBudget } from './facts/plain-facts';
import { invalidOption } from './invalid-option';
import { retryAfterOf } from './retry/retry-after';
import { isRetryableError } from './retry/retryable';

/** A journaled failure: plain data, the same in every engine and after every restart. */
export interface FailureRecord {
  /** Name of the error's class. */
  readonly name: string;
  /** The error's own code, or `STEP_FAILED`. */
  readonly code: string;
  readonly message: string;
  /**
   * Machine-readable facts, if the error carried any: its `details`, and its own data properties such as `status`,
   * `headers` and `requestId`, bounded in number, size and depth. Secrets and credentials are masked.
   */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Whether the general rule allows another attempt; a step's `retryIf` may have decided otherwise. */
  readonly retryable: boolean;
  /** Minimum wait before another attempt, in ms, if the error asks for one. */
  readonly retryAfterMs?: number;
  readonly cause?: FailureRecord;
  /** The failures behind this one: those of branches, of items or of an `AggregateError`. */
  readonly errors?: readonly FailureRecord[];
  /**
   * The stack of the error, cut to a few thousand characters. The events of the failed attempt hold it, for operators:
   * surfaces that answer callers outside the process leave it out, and the failures of runs, results and values have
   * none.
   */
  readonly stack?: string;
}

/** Maximum number of failures behind one, causes and parts of aggregates together. */
const MAX_RECORDS = 1000;
/** Maximum length of a chain of causes. */
const MAX_DEPTH = 8;
/** Maximum length of a name or a code, in characters. */
const MAX_NAME = 1000;
/** Maximum length of a stack, in characters. */
const MAX_STACK = 4000;
/** Maximum size of all facts of a failure and the failures behind it, in characters. */
const MAX_FACTS = 32_768;
/** Maximum size of all stacks of a failure and the failures behind it, in characters. */
const MAX_STACKS = 16_000;

/** A thrown object with the members of an error; a member may be missing, and reading it may throw. */
interface ErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly stack?: unknown;
}

/**
 * Converts any thrown value to a {@link FailureRecord}. Never throws. Very deep or very wide errors are cut.
 *
 * @param now time of the throw in epoch ms, from which the date of a server's `retry-after` counts. Without it, the
 * date counts from the `date` of the server's response, or is ignored
 */
export function toFailure(thrown: unknown, now?: number): FailureRecord {
  return record(thrown, 0, { left: MAX_RECORDS + 1, facts: { left: MAX_FACTS }, stacks: MAX_STACKS, now });
}

/** The number of failures that the record may still hold, the space that is left, and the time of the throw. */
interface Budget {
  left: number;
  readonly facts: FactBudget;
  /** In characters. */
  stacks: number;
  readonly now: number | undefined;
}

function record(thrown: unknown, depth: number, budget: Budget): FailureRecord {
  budget.left -= 1;
  try {
    return read(thrown, depth, budget);
  } catch {
    return { name: 'Error', code: 'STEP_FAILED', message: 'an error that cannot be read', retryable: true };
  }
}

function read(thrown: unknown, depth: number, budget: Budget): FailureRecord {
  if (typeof thrown !== 'object' || thrown === null) {
    return { name: 'NonError', code: 'STEP_FAILED', message: errorMessageOf(thrown), retryable: true };
  }
  const error: ErrorLike = thrown;
  const retryAfterMs = retryAfterOf(thrown, budget.now);
  const details = factsOf(thrown, error.details, budget.facts);
  const stack = stackOf(error, budget);
  const deeper = depth < MAX_DEPTH && budget.left > 0;
  return {
    name: cut(nonEmptyString(error.name) ?? 'Error', MAX_NAME),
    code: cut(nonEmptyString(error.code) ?? 'STEP_FAILED', MAX_NAME),
    message: errorMessageOf(thrown),
    retryable: isRetryableError(thrown),
    ...(details && { details }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(deeper && error.cause !== undefined && { cause: record(error.cause, depth + 1, budget) }),
    ...(deeper && Array.isArray(error.errors) && { errors: parts(error.errors, depth + 1, budget) }),
    ...(stack !== undefined && { stack }),
  };
}

function stackOf({ stack }: ErrorLike, budget: Budget): string | undefined {
  if (typeof stack !== 'string' || stack === '' || budget.stacks <= 0) return undefined;
  const short = cut(stack, Math.min(MAX_STACK, budget.stacks));
  budget.stacks -= short.length;
  return short;
}

function parts(errors: readonly unknown[], depth: number, budget: Budget): readonly FailureRecord[] {
  const records: FailureRecord[] = [];
  for (const error of errors) {
    if (budget.left <= 0) break;
    records.push(record(error, depth, budget));
  }
  return records;
}

function nonEmptyString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** A kind of failure: a code, or an error class, which is matched by its static `code` or by its name. */
export type FailureKind = string | { readonly name: string; readonly code?: string };

/**
 * Returns whether a failure, or one of its causes, is of that kind. Works after a restart, when the live error is gone.
 * A value that is not a failure, or cannot be read, is of no kind.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but a code or an error class as the kind
 * @example isFailure(record, CardDeclined) || isFailure(record, 'ECONNRESET')
 */
export function isFailure(failure: FailureRecord, kind: FailureKind): boolean {
  const { code, name } = codeAndName(kind);
  try {
    for (let one: FailureRecord | undefined = failure; one; one = one.cause) {
      if (one.code === code || (name !== undefined && one.name === name)) return true;
    }
  } catch {
    // A proxy may throw on any access.
  }
  return false;
}

function codeAndName(kind: FailureKind): { readonly code: string | undefined; readonly name: string | undefined } {
  if (typeof kind === 'string') return { code: kind, name: undefined };
  try {
    const { code, name } = kind;
    if (typeof name === 'string') return { code, name };
  } catch {
    // It is missing, or a proxy that throws on any access.
  }
  throw invalidOption('kind', 'a code or an error class', kind, 'isFailure()');
}
