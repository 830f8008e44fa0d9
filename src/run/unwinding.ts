import type { FailureRecord } from '../errors';

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

/** Undoing, newest first, of what was committed below a path. */
export interface Unwinding {
  /** Everything below it is undone; empty for the whole run. */
  readonly scope: string;
  /** What is being undone now. */
  readonly current: number;
  /** What happens afterwards: the run ends, or the flow is left. */
  readonly then:
    | { readonly kind: 'end'; readonly ending: Ending }
    | { readonly kind: 'leave'; readonly action: string; readonly value: unknown };
}
