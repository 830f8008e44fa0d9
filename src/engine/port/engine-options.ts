import type { StepFactory } from '../../execution/registry/step-factory';
import type { AnyFlow } from '../../flow';
import type { Resilience } from '../../resilience';
import type { Clock, Duration } from '../../step';
import type { ClassCodec } from '../../storage/codec';
import type { Authorize } from '../tasks/authorize-task';

/** How an engine works. Everything has a default. */
export interface BaseEngineOptions {
  /** Registered at once. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** Where step instances come from. Default: steps are constructed without arguments. */
  readonly factory?: StepFactory | undefined;
  /** Keeps the state of breakers, limiters and bulkheads. Default: one of the engine's own, on its clock. */
  readonly resilience?: Resilience | undefined;
  /** Default: that of `resilience` where that is given, else the machine's clock. */
  readonly clock?: Clock | undefined;
  /** A random number, 0 ≤ r < 1; used for the jitter of retries. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Successors get a copy that went through the journal's codec, as they would with a storage. Default: false. */
  readonly strict?: boolean | undefined;
  /** With `strict` or a storage: codecs for instances of classes. Default: none, so only data is taken. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  /**
   * With `strict` or a storage: most bytes of one value: an input, what a step gives, a key of the shared store, a signal, a form.
   * Default: 1 MiB.
   */
  readonly maxPayload?: number | undefined;
  /**
   * How many events and outputs of a run are kept for late subscribers, once somebody has subscribed. Default: 1,000. All
   * runs that have ended share as many values again, the latest runs first; of an earlier one a late subscriber gets a
   * snapshot.
   */
  readonly retainedEvents?: number | undefined;
  /** How many ended runs are remembered for `get` and `list`. Default: 1,000. */
  readonly retainedRuns?: number | undefined;
  /** Says who may do what with tasks. Default: whoever a task is assigned to, and where it is offered to a group, anybody. */
  readonly authorize?: Authorize | undefined;
  /** Whether failed runs undo what they have committed. Default: true. */
  readonly compensateOnFailure?: boolean | undefined;
}

/** How one run is started. */
export interface StartOptions {
  /** Default: a new unique id. */
  readonly id?: string | undefined;
  /** A second start of the same flow with the same key gives the first run; with another input it is refused. */
  readonly idempotencyKey?: string | undefined;
  /** Ties events and logs to a request. Default: the run's id. */
  readonly correlationId?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** What the shared store holds from the beginning, by key. Default: nothing. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** Limit of the whole run, from its beginning on: the time in which it is pending does not count. */
  readonly deadline?: Duration | undefined;
  /**
   * How many events and outputs are kept from the very start, for subscribers who come late, and for as long as the engine
   * remembers the run. Default: 0.
   */
  readonly retainedEvents?: number | undefined;
  /** Cancels the run when it is aborted. One that is aborted already refuses the start. */
  readonly signal?: AbortSignal | undefined;
  /** Which version, where the flow is given by name. Default: the latest. */
  readonly version?: string | undefined;
}
