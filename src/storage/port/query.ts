import type { RunStatus } from '../../core';

/** Which runs are wanted. What is left out does not restrict. */
export interface RunQuery {
  readonly flow?: string;
  readonly version?: string;
  readonly status?: readonly RunStatus[];
  readonly tag?: string;
  readonly correlationId?: string;
  /** Started at or after, in epoch ms. */
  readonly since?: number;
  /** Started before, in epoch ms. */
  readonly until?: number;
  /** Flows and versions that are not wanted; for runs that nobody has registered. */
  readonly notOf?: readonly FlowVersion[];
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
}

/** A flow in one version. */
export interface FlowVersion {
  readonly flow: string;
  readonly version: string;
}

/** One page of an answer. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Gives the next page; `undefined` on the last. */
  readonly next: string | undefined;
}
