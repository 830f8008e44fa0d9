import type { RunEvent } from '../../core';

/** What has happened to one run, from its start on. */
export interface History {
  /** Name of its flow. */
  readonly flow: string;
  /** Version of its flow. */
  readonly version: string;
  /** Without gaps, `run.started` first. */
  readonly events: readonly RunEvent[];
  /** What nodes were given on their first attempt, by path, where that is known: engines for tests do, others do not. */
  readonly inputs: ReadonlyMap<string, unknown>;
}
