import type { Shared } from './shared/shared';

/** The context of an executing step: facts about its run, and the actions that it can perform on it. */
export interface StepContext<Outputs extends object = object, Params = undefined> {
  readonly runId: string;
  /** Name of the flow that was started. */
  readonly flow: string;
  readonly version: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** Position in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /**
   * The number of this attempt within its visit, from 1. 0 in a fallback after a breaker rejected the first attempt.
   */
  readonly attempt: number;
  readonly correlationId: string;
  /** Aborted when the run is cancelled, the attempt times out or the branch is no longer needed. */
  readonly signal: AbortSignal;
  /** The same for all attempts and re-executions of this visit. Pass it to services that support idempotency keys. */
  readonly idempotencyKey: string;
  readonly shared: Shared;
  /** The params from `node(Step, { params })`. */
  readonly params: Params;
  /** Returns the time of the engine's clock as integer epoch ms. */
  now(): number;
  /** Emits a value on a declared channel. Does nothing once the attempt is over. */
  emit<Channel extends keyof Outputs & string>(channel: Channel, value: Outputs[Channel]): void;
}

/** The context of a step class: `execute(input: In, ctx: ContextOf<this>)`. */
export type ContextOf<S> = S extends {
  readonly '~types': { readonly outputs: infer Outputs extends object; readonly params: infer Params };
}
  ? StepContext<Outputs, Params>
  : never;

/**
 * The context of `execute`, `fallback` and `onFailure` in a `PhasedStep`: without the shared store, which `prepare`
 * reads and `finish` writes.
 */
export type WorkContext<Params = undefined> = Omit<StepContext<object, Params>, 'shared'>;

/** The context of a phased step's `execute`: `execute(prepared: Prepared, ctx: WorkContextOf<this>)`. */
export type WorkContextOf<S> = Omit<ContextOf<S>, 'shared'>;
