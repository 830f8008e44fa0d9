import type { StepFactory } from '../../execution';
import type { AnyFlow } from '../../flow';
import type { Resilience } from '../../resilience';
import type { Clock, Duration } from '../../step';
import type { ClassCodec } from '../../storage/codec';
import type { Authorize } from '../tasks/authorize-task';

/** The options of every engine. All have defaults. */
export interface BaseEngineOptions {
  /** The flows to register at once. Default: none. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** The source of step instances. Default: steps are constructed without arguments. */
  readonly factory?: StepFactory | undefined;
  /** The state of breakers, limiters and bulkheads. Default: a private one, on the engine's clock. */
  readonly resilience?: Resilience | undefined;
  /** Default: the clock of `resilience` if set, else the system clock. */
  readonly clock?: Clock | undefined;
  /** Returns a random number, 0 ≤ r < 1, for the jitter of retries. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Whether values are copied through the payload codec, as with a storage. Default: false. */
  readonly strict?: boolean | undefined;
  /** With `strict` or a storage: codecs for instances of classes. Default: none, so only plain data is accepted. */
  readonly classCodecs?: readonly ClassCodec[] | undefined;
  /**
   * With `strict` or a storage: the maximum size of one value, in bytes: an input, a result of a step, a key of the
   * shared store, a signal, or a form. What a join puts together from such values has no limit but that of the storage.
   * Default: 1 MiB. An engine in memory without `strict` has no limit.
   */
  readonly maxPayload?: number | undefined;
  /**
   * The number of events and of outputs of a run to keep for late subscribers, from the first subscription on. Default:
   * 1,000. All ended runs together may keep the same number again, and the latest take precedence; a late subscriber to
   * an earlier run gets a snapshot. With a storage: the number of outputs, since all events are in the journal.
   */
  readonly retainedEvents?: number | undefined;
  /**
   * The number of ended runs to keep for `get` and `list`. With a storage: the number of runs that do not execute whose
   * outputs are kept because their start set `retainedEvents`. Default: 1,000.
   */
  readonly retainedRuns?: number | undefined;
  /**
   * Authorizes actions on tasks. Default: an assigned task without candidate groups is for its assignee only; any other
   * task is for anyone.
   */
  readonly authorize?: Authorize | undefined;
  /** Whether failed runs compensate their committed steps. Default: true. */
  readonly compensateOnFailure?: boolean | undefined;
  /**
   * Whether the engine keeps its process alive until it is stopped: while a result is awaited, while runs in memory have
   * not ended and, with a storage, as long as flows are registered, since other processes may start runs of them.
   * Default: true; false with another clock than the system clock. With false, its timers do not count either.
   */
  readonly keepAlive?: boolean | undefined;
}

/** The options of one start. */
export interface StartOptions {
  /** Default: a new unique id. */
  readonly id?: string | undefined;
  /**
   * A second start of the flow with the same key returns the first run; with another input it is refused. The order of
   * properties and the version of the flow make no difference.
   */
  readonly idempotencyKey?: string | undefined;
  /** Relates events and logs to a request. Default: the run's id. */
  readonly correlationId?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The initial values of the shared store, by key. Default: none. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** The time limit of the whole run, from its beginning on. Time spent pending does not count. */
  readonly deadline?: Duration | undefined;
  /**
   * The number of events and of outputs to keep from the start, for late subscribers, for as long as the engine retains
   * the run. With a storage: the number of outputs that the process which starts the run keeps. Default: 0.
   */
  readonly retainedEvents?: number | undefined;
  /** Cancels the run when aborted. With an already aborted signal, the start is refused. */
  readonly signal?: AbortSignal | undefined;
  /** The version of a flow that is started by name. Default: the latest. */
  readonly version?: string | undefined;
}
