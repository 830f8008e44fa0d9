import type { RunStatus } from '../../core';

/** A filter for runs. Omitted criteria do not restrict it. */
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
  /** Flows and versions to exclude: for runs whose flow no engine has registered. */
  readonly notOf?: readonly FlowVersion[];
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
  /** `next` of the previous page. */
  readonly after?: string;
}

/** A flow in one version. */
export interface FlowVersion {
  readonly flow: string;
  readonly version: string;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** The cursor of the next page; `undefined` on the last one. */
  readonly next: string | undefined;
}
