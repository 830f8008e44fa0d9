import { DefinitionError, inspectValue, MillraceError } from '../../errors';
import { type BatchProgress, type Guard, guardsOf, type Items } from '../../step';
import type { OnItemError } from '../definition/choices';
import type { EachDefinition } from '../kinds';
import { type Composite, composite, type InOf, type OutputsOf, type ResultOf, type Source } from '../source/composite';
import { definitionOf } from '../source/definition-of';
import type { Settled } from './join';

/** How `each` works through its items. */
export interface EachOptions {
  /** Items worked on at once. Default: 10. */
  readonly concurrency?: number;
  /**
   * `stop`: the first failed item fails the node. `finish`: failed items fail the node when all have ended. `collect`:
   * failures are part of the result. Default: `stop`.
   */
  readonly onError?: OnItemError;
  /** So many items of the list are one item of the body, which then takes a list. Default: one at a time. */
  readonly chunk?: number;
  /** How many items may start per time, of all runs of the engine; as in `perSecond(50)`. Default: no limit. */
  readonly limit?: Guard<'limit'>;
  /** Tells of each item that has ended on the channel `progress`. Default: false. */
  readonly progress?: boolean;
  /** Each item works on a copy of the shared store, which is dropped. Default: false. */
  readonly isolated?: boolean;
}

/** Shown by the compiler where items come in chunks and the body takes no list. */
export interface TakesNoChunks<Input> {
  readonly '~with `chunk` the body is given lists of items; it takes': Input;
}

/** Nothing is said, so every option has its default. */
type NoOptions = object;
type InChunks<Options> = Options extends { readonly chunk: number } ? true : false;
/** An option that does not exist is refused, as it would be of a plain options object. */
type OnlyKnown<Options> = { readonly [Option in Exclude<keyof Options, keyof EachOptions>]: never };
type TakesItems<S, Options> =
  InChunks<Options> extends true ? (InOf<S> extends readonly unknown[] ? unknown : TakesNoChunks<InOf<S>>) : unknown;
/** What the list holds. */
type ItemOf<S, Options> =
  InChunks<Options> extends true ? (InOf<S> extends readonly (infer Item)[] ? Item : never) : InOf<S>;
/** Looked up by its key: an object type without `onError` does not extend one in which it is optional. */
type ItemResult<S, Options> = 'onError' extends keyof Options
  ? ByOnError<S, Options['onError' & keyof Options]>
  : ResultOf<S>;
type ByOnError<S, OnError> = OnError extends 'collect' ? Settled<InOf<S>, ResultOf<S>> : ResultOf<S>;
type ProgressOf<Options> = Options extends { readonly progress: true } ? { readonly progress: BatchProgress } : never;

/**
 * Runs a body for every item, several at once; results keep the order of the items. Items may be a list or anything that
 * gives them one after another, which is then asked for the next one only when there is room for it.
 *
 * A failed item fails the node with `BATCH_FAILED`; `BatchError.of(failure)` finds each failure by the number of its item.
 *
 * @throws {DefinitionError} for an option that cannot be
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
export function each(body: Source, options: EachOptions = {}): unknown {
  const { concurrency = 10, onError = 'stop', isolated = false, progress = false, chunk } = options;
  const faults: string[] = [];
  for (const [option, value] of [
    ['concurrency', concurrency],
    ['chunk', chunk ?? 1],
  ] as const) {
    if (!Number.isInteger(value) || value < 1)
      faults.push(`${option}: expected a whole number of at least 1, got ${inspectValue(value)}`);
  }
  if (!ON_ERROR.includes(onError))
    faults.push(`onError: expected "stop", "finish" or "collect", got ${inspectValue(onError)}`);
  for (const option of Object.keys(options))
    if (!KNOWN.includes(option)) faults.push(`${option}: there is no such option; known are ${KNOWN.join(', ')}`);
  const limit = limitOf(options, faults);
  if (faults.length > 0) throw new DefinitionError(faults.map((fault) => ({ message: `each(): ${fault}` })));
  return composite({
    kind: 'each',
    body: definitionOf(body),
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
const KNOWN: readonly string[] = Object.keys({
  concurrency: true,
  onError: true,
  chunk: true,
  limit: true,
  progress: true,
  isolated: true,
} satisfies Record<keyof EachOptions, true>);
