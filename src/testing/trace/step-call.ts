import type { FailureRecord } from '../../errors';

/** One attempt at the work of a node. */
export interface StepCall {
  /** Number among the calls of its engine, from 1. */
  readonly order: number;
  readonly runId: string;
  readonly flow: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** Keys from the outside in, joined by `/`. */
  readonly place: string;
  /** Where in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /** The step class or the function. */
  readonly step: unknown;
  /** From 1. */
  readonly attempt: number;
  /** Whether a double did the work. */
  readonly doubled: boolean;
  readonly input: unknown;
  /** Epoch ms on the engine's clock. */
  readonly startedAt: number;
  /** The same; `undefined` while it has not ended. */
  readonly endedAt?: number;
  /** `begun`: it has not ended yet. `cancelled`: nobody waited for it any more. */
  readonly status: 'begun' | 'completed' | 'failed' | 'cancelled';
  /** The action that was taken, if it completed. */
  readonly action?: string;
  /** What it gave, if it completed. */
  readonly output?: unknown;
  /** Why it failed. */
  readonly failure?: FailureRecord;
}
