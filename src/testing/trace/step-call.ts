import type { FailureRecord } from '../../errors';

/** One attempt of a step or function. */
export interface StepCall {
  /** Number of the call on its engine, from 1. */
  readonly order: number;
  readonly runId: string;
  readonly flow: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** Keys from the outside in, joined by `/`. */
  readonly place: string;
  /** Position in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /** The step class or the function. */
  readonly step: unknown;
  /** Number of the attempt within its visit, from 1. */
  readonly attempt: number;
  /** Whether a double performed the work. */
  readonly doubled: boolean;
  readonly input: unknown;
  /** Start, in epoch ms on the clock of the engine. */
  readonly startedAt: number;
  /** End, in epoch ms; `undefined` if it has not ended. */
  readonly endedAt?: number;
  /** `begun`: not ended yet. `cancelled`: its result was no longer needed. */
  readonly status: 'begun' | 'completed' | 'failed' | 'cancelled';
  /** The action, if it completed. */
  readonly action?: string;
  /** The output, if it completed. */
  readonly output?: unknown;
  /** The failure, if it failed. */
  readonly failure?: FailureRecord;
}
