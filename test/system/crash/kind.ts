import type { AnyFlow, StepContext } from 'millrace';

/** A kind of run of which the load consists. What a new kind needs is here; processes and checker know no flow. */
export interface Kind {
  readonly flow: AnyFlow;
  /** What becomes of a run that was started with `n`. */
  readonly outcome: (n: number) => unknown;
  /** How many signals each run gets, one after another, without waiting for it. Default: none. */
  readonly signals?: number;
  /** Why each run is cancelled, and undone, as soon as it is started. */
  readonly cancel?: string;
  /** Each run fails, and is tried again with this for the node that failed. */
  readonly redrive?: (n: number) => unknown;
  /** Each run is copied when it has ended, from that path on. The copy has the same outcome. */
  readonly copyAfter?: string;
  /** Takes longer than a process lives that is killed again and again: such runs would pile up and leave no room for others. */
  readonly isLong?: boolean;
}

/** Writes down that a step does something, before it does anything else. */
export type Did = (ctx: StepContext, what?: 'did' | 'undid' | 'aborted') => void;

/** Nodes that only wait do nothing that could be written down. */
export const IDLE = /^idle/;
