import type { FailureRecord } from '../../errors';
import type { SharedWrite } from '../state/shared-layer';
import type { TokenRecord } from './change';

/** The time of an input, and a random number for it. The core has neither a clock nor a source of randomness. */
export interface InputHead {
  /** Integer epoch ms. */
  readonly at: number;
  /** 0 ≤ random < 1. */
  readonly random: number;
}

/** An operation succeeded. */
export interface OperationCompleted extends InputHead {
  readonly type: 'operation.completed';
  readonly token: number;
  readonly op: number;
  readonly action: string;
  readonly value: unknown;
  /** The attempt's writes to the shared store. */
  readonly writes: readonly SharedWrite[] | undefined;
  /** Whether `skip` passed over the step. */
  readonly skipped: boolean;
}

/** An operation failed. */
export interface OperationFailed extends InputHead {
  readonly type: 'operation.failed';
  readonly token: number;
  readonly op: number;
  readonly failure: FailureRecord;
  /** The verdict of the step's `retryIf`; `undefined` where the general rule decides. */
  readonly retry?: boolean | undefined;
  /**
   * The result of the step's `delay`: the wait before the next attempt; `undefined` where the policy's numbers decide.
   */
  readonly delayMs?: number | undefined;
  /** Whether a guard rejected the call: no attempt was made, and none follows. */
  readonly rejected?: boolean | undefined;
}

/** A failure of the whole run that is not part of its state. */
export interface MissedFailure {
  readonly failure: FailureRecord;
  /** The number of the event that reported it. */
  readonly seq: number;
  /** Epoch ms. */
  readonly endedAt: number;
}

/** A node of the run's own flow that is visited again, with the input of an earlier visit. */
export interface Rewind {
  /** Id of the place. */
  readonly place: string;
  readonly input: unknown;
  /** The edge whose function has not been applied to the input. */
  readonly via?: TokenRecord['via'];
}

/** An action of a person on a task. */
interface ByPerson extends InputHead {
  readonly token: number;
  readonly by: string;
  /** The time of acknowledgement in epoch ms, if it was earlier. */
  readonly acknowledgedAt?: number | undefined;
}

/** Every input of a run: the closed union of what drives it. */
export type CoreInput =
  | (InputHead & {
      readonly type: 'run.start';
      readonly deadlineMs?: number | undefined;
      /** The initial content of the shared store. */
      readonly shared?: Readonly<Record<string, unknown>> | undefined;
    })
  | OperationCompleted
  | OperationFailed
  | (InputHead & { readonly type: 'timer.fired'; readonly timer: number })
  /** A queued token has received its permit. */
  | (InputHead & { readonly type: 'permit.granted'; readonly token: number })
  | (InputHead & { readonly type: 'signal.received'; readonly name: string; readonly payload: unknown })
  | (ByPerson & { readonly type: 'task.claimed' })
  | (ByPerson & { readonly type: 'task.released' })
  | (ByPerson & {
      readonly type: 'task.reassigned';
      readonly to: string;
      readonly reason?: string | undefined;
    })
  | (ByPerson & {
      readonly type: 'task.completed';
      readonly form: unknown;
      readonly comment?: string | undefined;
    })
  /** The task is cancelled: its node fails with `TASK_CANCELLED`. */
  | (ByPerson & { readonly type: 'task.cancelled'; readonly reason?: string | undefined })
  | (InputHead & { readonly type: 'run.pause'; readonly reason?: string | undefined })
  | (InputHead & { readonly type: 'run.resume' })
  | (InputHead & { readonly type: 'run.cancel'; readonly reason: string; readonly compensate?: boolean | undefined })
  /** Resumes a failed run from its failure; `input` replaces the input of the failed node. */
  | (InputHead & {
      readonly type: 'run.redrive';
      readonly input?: { readonly value: unknown } | undefined;
      /** The failure of a run whose state could not be read, and therefore does not contain it. */
      readonly missed?: MissedFailure | undefined;
      /** The node from which a run continues that has undone its work. */
      readonly rewind?: Rewind | undefined;
    })
  /** The state is a copy of another run's: operations in flight start again under a new id. */
  | (InputHead & { readonly type: 'run.fork'; readonly from: string; readonly seq: number })
  /** Moves a run onto the graph of the transition; `map` rewrites ids of places. */
  | (InputHead & {
      readonly type: 'run.migrate';
      readonly from: string;
      readonly to: string;
      readonly map: Readonly<Record<string, string>>;
    })
  /** The run was loaded after its engine had stopped or had dropped it. */
  | (InputHead & {
      readonly type: 'run.recover';
      /** The maximum number of times an operation is executed again after the process died during it. */
      readonly limit: number;
      /** The process that is presumed dead. Omitted if the recovery does not count against a step. */
      readonly loss?: RunLoss | undefined;
      /** Leases of earlier losses whose engines live after all: those losses do not count any more. */
      readonly returned?: readonly number[] | undefined;
    });

/** The loss of a run with the process that executed it. */
export interface RunLoss {
  /** The lease with which the run was lost, if its engine may still turn out to live. */
  readonly lease?: number | undefined;
}

/** The input of one type. */
export type CoreInputOf<Type extends CoreInput['type']> = Extract<CoreInput, { readonly type: Type }>;
