import {
  DefinitionError,
  inspectValue,
  MillraceError,
  type OptionNames,
  readOptions,
  unknownOptions,
} from '../../errors';
import { type BatchProgress, type CompileError, type Guard, guardsOf, type Items } from '../../step';
import type { OnItemError } from '../definition/choices';
import { asDefinition } from '../definition/definition-options';
import type { EachDefinition } from '../kinds';
import { type Composite, composite, type InOf, type OutputsOf, type ResultOf, type Source } from '../source/composite';
import { innerDefinitionOf } from '../source/definition-of';
import type { Settled } from './join';

/** The options of {@link each}. */
export interface EachOptions {
  /** Number of items processed at once. Default: 10. */
  readonly concurrency?: number;
  /**
   * `stop`: the first failed item fails the node. `finish`: failed items fail the node when all items have ended.
   * `collect`: failures are part of the result. Default: `stop`.
   */
  readonly onError?: OnItemError;
  /** Number of items per call of the body, which then takes a list. Default: the body takes a single item. */
  readonly chunk?: number;
  /** Limits the items that start per time, in all runs of the engine, as in `perSecond(50)`. Default: no limit. */
  readonly limit?: Guard<'limit'>;
  /** Reports each ended item on the channel `progress`. Default: false. */
  readonly progress?: boolean;
  /** Provides each item with its own copy of the shared store, which is discarded at the end. Default: false. */
  readonly isolated?: boolean;
}

/** The type of omitted options: every option has its default. */
type NoOptions = object;
type InChunks<Options> = Options extends { readonly chunk: number } ? true : false;
/** The check that refuses unknown options, as for a plain options object. */
type OnlyKnown<Options> = { readonly [Option in Exclude<keyof Options, keyof EachOptions>]: never };
type TakesItems<S, Options> =
  InChunks<Options> extends true
    ? InOf<S> extends readonly unknown[]
      ? unknown
      : CompileError<'each: with `chunk` the body must take a list of items', InOf<S>>
    : unknown;
/** The type of an item of the list. */
type ItemOf<S, Options> =
  InChunks<Options> extends true ? (InOf<S> extends readonly (infer Item)[] ? Item : never) : InOf<S>;
/**
 * The result of an item. `onError` is looked up by key, since `object` does not extend a type in which it is optional.
 */
type ItemResult<S, Options> = 'onError' extends keyof Options
  ? ByOnError<S, Options['onError' & keyof Options]>
  : ResultOf<S>;
type ByOnError<S, OnError> = OnError extends 'collect' ? Settled<InOf<S>, ResultOf<S>> : ResultOf<S>;
type ProgressOf<Options> = Options extends { readonly progress: true } ? { readonly progress: BatchProgress } : never;

/**
 * Runs a body for every item, several at once. Results keep the order of the items. The items are a list or any
 * iterable, from which the next one is taken only when it can start.
 *
 * A failed item fails the node with `BATCH_FAILED`; `BatchError.of(failure)` returns the failures by item index.
 *
 * @throws {DefinitionError} for an invalid option
 * @example each(node(LoadFile, { retry: RetryPolicy.fast }), { concurrency: 20, onError: 'collect' })
 */
export function each<S extends Source, const Options extends EachOptions = NoOptions>(
  body: S & TakesItems<S, Options>,
  options?: Options & OnlyKnown<Options>,
): Composite<
  Items<ItemOf<S, Options>>,
  { readonly next: readonly ItemResult<S, Options>[] },
  OutputsOf<S> | ProgressOf<Options>
>;
export function each(body: Source, given: EachOptions = {}): unknown {
  const options = asDefinition(() => readOptions(given, EACH_OPTIONS, 'each()'));
  const { concurrency = 10, onError = 'stop', isolated = false, progress = false, chunk } = options;
  const faults: string[] = [...unknownOptions(options, EACH_OPTIONS)];
  for (const [option, value] of [
    ['concurrency', concurrency],
    ['chunk', chunk ?? 1],
  ] as const) {
    if (!Number.isInteger(value) || value < 1)
      faults.push(`${option}: expected a whole number of at least 1, got ${inspectValue(value)}`);
  }
  if (!ON_ERROR.includes(onError))
    faults.push(`onError: expected "stop", "finish" or "collect", got ${inspectValue(onError)}`);
  const limit = limitOf(options, faults);
  if (faults.length > 0) throw new DefinitionError(faults.map((fault) => ({ message: `each(): ${fault}` })));
  return composite({
    kind: 'each',
    body: innerDefinitionOf(body, 'each()'),
    concurrency,
    onError,
    isolated,
    ...(chunk !== undefined && { chunk }),
    ...limit,
    ...(progress && { progress }),
  });
}

function limitOf({ limit }: EachOptions, faults: string[]): Pick<EachDefinition, 'limit'> {
  try {
    const guards = guardsOf({ limit });
    return guards.limit ? { limit: guards.limit } : {};
  } catch (error) {
    if (!MillraceError.is(error)) throw error;
    faults.push(error.message);
    return {};
  }
}

const ON_ERROR: readonly unknown[] = Object.keys({ stop: true, finish: true, collect: true } satisfies Record<
  OnItemError,
  true
>);
const EACH_OPTIONS: OptionNames<EachOptions> = {
  concurrency: true,
  onError: true,
  chunk: true,
  limit: true,
  progress: true,
  isolated: true,
};
