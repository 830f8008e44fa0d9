import { DefinitionError } from '../../errors';
import { type Composite, composite, type EmitsOf, type InOf, type ResultOf, type Source } from '../composite';
import { definitionOf } from '../definition-of';
import type { Settled } from './join';

/** How `each` works through its list. */
export interface EachOptions<OnError extends 'stop' | 'collect' = 'stop' | 'collect'> {
  /** Items worked on at once. Default: 10. */
  readonly concurrency?: number;
  /** `stop`: the first failed item fails the node. `collect`: failures are part of the result. Default: `stop`. */
  readonly onError?: OnError;
  /** Each item works on a copy of the shared store, which is dropped. Default: false. */
  readonly isolated?: boolean;
}

/**
 * Runs a body for every item of a list, several at once; results keep the order of the items.
 *
 * @example each(node(LoadFile, { retry: RetryPolicy.fast }), { concurrency: 20, onError: 'collect' })
 */
export function each<S extends Source>(
  body: S,
  options: EachOptions<'collect'> & { readonly onError: 'collect' },
): Composite<readonly InOf<S>[], { readonly next: readonly Settled<InOf<S>, ResultOf<S>>[] }, EmitsOf<S>>;
export function each<S extends Source>(
  body: S,
  options?: EachOptions<'stop'>,
): Composite<readonly InOf<S>[], { readonly next: readonly ResultOf<S>[] }, EmitsOf<S>>;
export function each(body: Source, options: EachOptions = {}): unknown {
  const { concurrency = 10, onError = 'stop', isolated = false } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new DefinitionError([
      { message: `each(): concurrency: expected a whole number of at least 1, got ${String(concurrency)}` },
    ]);
  }
  if (!(['stop', 'collect'] as readonly unknown[]).includes(onError)) {
    throw new DefinitionError([
      { message: `each(): onError: expected "stop" or "collect", got ${JSON.stringify(onError)}` },
    ]);
  }
  return composite({ kind: 'each', body: definitionOf(body), concurrency, onError, isolated });
}
