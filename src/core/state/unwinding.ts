import type { FailureRecord } from '../../errors';

/** A committed visit that can be undone. */
export interface Compensation {
  readonly no: number;
  /** Id of the place. */
  readonly place: string;
  readonly path: string;
  readonly input: unknown;
  /** The action that was taken, and its value. */
  readonly action: string;
  readonly value: unknown;
}

/** The ending of a run, or the ending that follows its compensations. */
export type Ending =
  /** `exits` is the number of exits of the flow, which decides the form of the result. Early records have none. */
  | { readonly status: 'completed'; readonly action: string; readonly value: unknown; readonly exits?: number }
  /** `path` is the place of the failure, if it is not the run's own. */
  | { readonly status: 'failed'; readonly failure: FailureRecord; readonly path?: string | undefined }
  | { readonly status: 'cancelled'; readonly reason: string };

/** A handled failure, and its origin. */
export interface Caught {
  readonly failure: FailureRecord;
  readonly node: string;
  readonly path: string;
  readonly attempts: number;
}

/**
 * A part of the run: everything below a path (the whole run if it is empty, nothing if it is missing), except paths with
 * certain prefixes.
 */
export interface Scope {
  readonly scope?: string | undefined;
  readonly except?: readonly string[] | undefined;
}

/**
 * The compensation of a part of the run, newest first. It starts after the compensations that are in progress inside
 * the token; without a `scope` it only waits for them.
 */
export interface Unwinding extends Scope {
  /** The number of the compensation in progress; 0 if there is none. */
  readonly current: number;
  /**
   * The continuation: the run ends, the flow around the token is left, a failure is handled, a decided join ends, a
   * `within` whose time is over is left, or the place starts again as another visit.
   */
  readonly then:
    | { readonly kind: 'end'; readonly ending: Ending }
    | { readonly kind: 'leave'; readonly action: string; readonly value: unknown }
    | { readonly kind: 'caught'; readonly caught: Caught }
    | { readonly kind: 'decided' }
    | { readonly kind: 'overdue' }
    | { readonly kind: 'restart' };
}
