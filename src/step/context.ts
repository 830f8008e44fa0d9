import type { Shared } from './shared/shared';

/** What an executing step knows about its run and can do to it. */
export interface StepContext<Outputs extends object = object, Params = undefined> {
  readonly runId: string;
  /** Name of the flow that was started. */
  readonly flow: string;
  readonly version: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** Where in the run this is: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /** From 1; counts all attempts of this visit. 0 in a fallback where a breaker let none be made. */
  readonly attempt: number;
  readonly correlationId: string;
  /** Aborted when the run is cancelled, the attempt times out or the branch is no longer needed. */
  readonly signal: AbortSignal;
  /** The same for all attempts and re-executions of this visit; hand it to services that know idempotency. */
  readonly idempotencyKey: string;
  readonly shared: Shared;
  /** What `node(Step, { params })` gave. */
  readonly params: Params;
  /** The engine's clock: integer epoch ms. */
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
 * The context of what a `PhasedStep` repeats (`execute`) or does in its place (`fallback`, `onFailure`): everything but the
 * shared store, which `prepare` reads and `finish` writes.
 */
export type WorkContext<Params = undefined> = Omit<StepContext<object, Params>, 'shared'>;

/** The context of a phased step's `execute`: `execute(prepared: Prepared, ctx: WorkContextOf<this>)`. */
export type WorkContextOf<S> = Omit<ContextOf<S>, 'shared'>;
