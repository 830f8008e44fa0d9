import type { FailureRecord } from '../../errors';

/** A committed visit that can be undone. */
export interface Compensation {
  readonly no: number;
  /** Id of the place. */
  readonly place: string;
  readonly path: string;
  readonly input: unknown;
  /** The action that was taken, and the value that went along it. */
  readonly action: string;
  readonly value: unknown;
}

/** How a run ends, or will end once what it committed has been undone. */
export type Ending =
  | { readonly status: 'completed'; readonly action: string; readonly value: unknown }
  /** `path` is where it happened, if it is not the run's own failure. */
  | { readonly status: 'failed'; readonly failure: FailureRecord; readonly path?: string | undefined }
  | { readonly status: 'cancelled'; readonly reason: string };

/** A failure that is handled, and where it began. */
export interface Caught {
  readonly failure: FailureRecord;
  readonly node: string;
  readonly path: string;
  readonly attempts: number;
}

/** A part of the run: everything below a path (of the whole run if it is empty), but for paths that begin in some ways. */
export interface Scope {
  readonly scope: string;
  readonly except?: readonly string[] | undefined;
}

/** Undoing, newest first, of what was committed in a part of the run. */
export interface Unwinding extends Scope {
  /** What is being undone now. */
  readonly current: number;
  /** What happens afterwards: the run ends, the flow is left, a failure is handled, or a join that was decided ends. */
  readonly then:
    | { readonly kind: 'end'; readonly ending: Ending }
    | { readonly kind: 'leave'; readonly action: string; readonly value: unknown }
    | { readonly kind: 'caught'; readonly caught: Caught }
    | { readonly kind: 'decided' };
}
