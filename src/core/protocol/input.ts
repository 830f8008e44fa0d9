import type { FailureRecord } from '../../errors';
import type { SharedWrite } from '../state/shared-layer';

/** When something happened, and the random number that goes with it. The core has neither a clock nor a die. */
export interface InputHead {
  /** Integer epoch ms. */
  readonly at: number;
  /** 0 ≤ roll < 1. */
  readonly random: number;
}

/** An operation ended well. */
export interface OperationCompleted extends InputHead {
  readonly type: 'operation.completed';
  readonly token: number;
  readonly op: number;
  readonly action: string;
  readonly value: unknown;
  /** What the attempt wrote to the shared store. */
  readonly writes: readonly SharedWrite[] | undefined;
  /** The step was passed over by `skip`. */
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
  /** The answer of the step's `delay`: what to wait before the next attempt; `undefined` where the policy's numbers decide. */
  readonly delayMs?: number | undefined;
  /** A guard turned the call away: no attempt was made, and none is made now. */
  readonly rejected?: boolean | undefined;
}

/** A person has done something with a task. */
interface ByPerson extends InputHead {
  readonly token: number;
  readonly by: string;
  /** When it was acknowledged, in epoch ms, where that was earlier. */
  readonly acknowledgedAt?: number | undefined;
}

/** Everything that can happen to a run: the closed list of what drives it. */
export type CoreInput =
  | (InputHead & {
      readonly type: 'run.start';
      readonly deadlineMs?: number | undefined;
      /** What the shared store holds from the beginning. */
      readonly shared?: Readonly<Record<string, unknown>> | undefined;
    })
  | OperationCompleted
  | OperationFailed
  | (InputHead & { readonly type: 'timer.fired'; readonly timer: number })
  /** The token that waits in line for a slot has got it. */
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
  /** The task will not be done: its node fails with `TASK_CANCELLED`. */
  | (ByPerson & { readonly type: 'task.cancelled'; readonly reason?: string | undefined })
  | (InputHead & { readonly type: 'run.pause'; readonly reason?: string | undefined })
  | (InputHead & { readonly type: 'run.resume' })
  | (InputHead & { readonly type: 'run.cancel'; readonly reason: string; readonly compensate?: boolean | undefined })
  /** Tries a failed run again from where it failed; `input` replaces what the failed node was given. */
  | (InputHead & { readonly type: 'run.redrive'; readonly input?: { readonly value: unknown } | undefined })
  /** The state is a copy of another run's: what was in flight starts again under a new id. */
  | (InputHead & { readonly type: 'run.fork'; readonly from: string; readonly seq: number })
  /** Moves a run onto the graph given with the happening's transition; ids of places are rewritten by the map. */
  | (InputHead & {
      readonly type: 'run.migrate';
      readonly from: string;
      readonly to: string;
      readonly map: Readonly<Record<string, string>>;
    })
  /** The run was loaded after the engine that owned it had gone, or had dropped it. */
  | (InputHead & {
      readonly type: 'run.recover';
      /** How often an operation is executed again because the process died in it. */
      readonly limit: number;
      /** Whether the process may have died. One that lives and could not reach its storage says nothing against a step. */
      readonly died?: boolean;
    });

/** A happening of that type. */
export type CoreInputOf<Type extends CoreInput['type']> = Extract<CoreInput, { readonly type: Type }>;
