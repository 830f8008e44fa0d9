import { retryAfterOf } from './retry/retry-after';
import { isRetryableError } from './retry/retryable';

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

/** Most failures behind one, causes and parts of aggregates together. */
const MAX_RECORDS = 1000;
/** Most causes in a row. */
const MAX_DEPTH = 8;
/** Longest message, in characters. */
const MAX_MESSAGE = 10_000;

/** Something thrown that has the members of an error; anything may be missing or a trap. */
interface ErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/**
 * Turns whatever was thrown into a {@link FailureRecord}. Never throws; what is very deep or very wide is cut.
 *
 * @param now when it was thrown, in epoch ms: a server may ask for another attempt at a date. Without it such a date counts
 * from the `date` of the server's answer, or not at all
 */
export function toFailure(thrown: unknown, now?: number): FailureRecord {
  return record(thrown, 0, { left: MAX_RECORDS + 1, now });
}

/** How many more failures the record may hold, and when it is made. */
interface Budget {
  left: number;
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
    return { name: 'NonError', code: 'STEP_FAILED', message: cut(String(thrown)), retryable: true };
  }
  const error: ErrorLike = thrown;
  const retryAfterMs = retryAfterOf(thrown, budget.now);
  const details = dataOf(error.details);
  const deeper = depth < MAX_DEPTH && budget.left > 0;
  return {
    name: text(error.name) ?? 'Error',
    code: text(error.code) ?? 'STEP_FAILED',
    message: cut(text(error.message) ?? Object.prototype.toString.call(thrown)),
    retryable: isRetryableError(thrown),
    ...(details && { details }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(deeper && error.cause !== undefined && { cause: record(error.cause, depth + 1, budget) }),
    ...(deeper && Array.isArray(error.errors) && { errors: parts(error.errors, depth + 1, budget) }),
  };
}

function parts(errors: readonly unknown[], depth: number, budget: Budget): readonly FailureRecord[] {
  const records: FailureRecord[] = [];
  for (const error of errors) {
    if (budget.left <= 0) break;
    records.push(record(error, depth, budget));
  }
  return records;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function cut(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE)}…`;
}

/** Details go into journals, so only what JSON can hold is kept, as a copy. */
function dataOf(details: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return undefined;
  try {
    const copy = JSON.parse(JSON.stringify(details)) as Readonly<Record<string, unknown>>;
    return Object.keys(copy).length > 0 ? copy : undefined;
  } catch {
    return undefined;
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
