import type { RunEvent } from '../../core';

/** The history of one run from its start. */
export interface History {
  /** Name of its flow. */
  readonly flow: string;
  /** Version of its flow. */
  readonly version: string;
  /** The events without gaps, `run.started` first. */
  readonly events: readonly RunEvent[];
  /** The inputs of nodes on their first attempt, by path. Only test engines know them. */
  readonly inputs: ReadonlyMap<string, unknown>;
}
