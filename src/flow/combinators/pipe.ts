import { DefinitionError } from '../../errors';
import type { CompileError } from '../../step';
import { actionsOf } from '../kinds';
import {
  type Composite,
  composite,
  type InOf,
  type OutputsOf,
  type ResultOf,
  type RoutesOf,
  type Source,
} from '../source/composite';
import { innerDefinitionOf } from '../source/definition-of';

type Follows<A, B> = [keyof RoutesOf<A>] extends ['next']
  ? [ResultOf<A>] extends [InOf<B>]
    ? unknown
    : CompileError<
        'pipe: this part does not take the output of the previous one',
        { output: ResultOf<A>; input: InOf<B> }
      >
  : CompileError<'pipe: the previous part has several actions; use wire', keyof RoutesOf<A>>;

/**
 * Chains steps: each takes the output of the previous one. Only the last may have several actions.
 *
 * @example pipe(Validate, Enrich, Store)
 */
export function pipe<A extends Source, B extends Source>(
  a: A,
  b: B & Follows<A, B>,
): Composite<InOf<A>, RoutesOf<B>, OutputsOf<A> | OutputsOf<B>>;
export function pipe<A extends Source, B extends Source, C extends Source>(
  a: A,
  b: B & Follows<A, B>,
  c: C & Follows<B, C>,
): Composite<InOf<A>, RoutesOf<C>, OutputsOf<A> | OutputsOf<B> | OutputsOf<C>>;
export function pipe<A extends Source, B extends Source, C extends Source, D extends Source>(
  a: A,
  b: B & Follows<A, B>,
  c: C & Follows<B, C>,
  d: D & Follows<C, D>,
): Composite<InOf<A>, RoutesOf<D>, OutputsOf<A> | OutputsOf<B> | OutputsOf<C> | OutputsOf<D>>;
export function pipe<A extends Source, B extends Source, C extends Source, D extends Source, E extends Source>(
  a: A,
  b: B & Follows<A, B>,
  c: C & Follows<B, C>,
  d: D & Follows<C, D>,
  e: E & Follows<D, E>,
): Composite<InOf<A>, RoutesOf<E>, OutputsOf<A> | OutputsOf<B> | OutputsOf<C> | OutputsOf<D> | OutputsOf<E>>;
export function pipe<
  A extends Source,
  B extends Source,
  C extends Source,
  D extends Source,
  E extends Source,
  F extends Source,
>(
  a: A,
  b: B & Follows<A, B>,
  c: C & Follows<B, C>,
  d: D & Follows<C, D>,
  e: E & Follows<D, E>,
  f: F & Follows<E, F>,
): Composite<
  InOf<A>,
  RoutesOf<F>,
  OutputsOf<A> | OutputsOf<B> | OutputsOf<C> | OutputsOf<D> | OutputsOf<E> | OutputsOf<F>
>;
export function pipe(...sources: readonly Source[]): unknown {
  const parts = sources.map((source, index) => innerDefinitionOf(source, `pipe(): part ${index + 1}`));
  if (parts.length === 0) throw new DefinitionError([{ message: 'pipe(): at least one step is needed' }]);
  for (const part of parts.slice(0, -1)) {
    const actions = actionsOf(part);
    if (part.kind === 'exit' || (actions !== undefined && actions.join() !== 'next')) {
      throw new DefinitionError([
        {
          message: `pipe(): "${part.kind}" has the actions ${actions?.join(', ') ?? 'none'}; only the last part may branch; use wire`,
        },
      ]);
    }
  }
  if (parts.at(-1)?.kind === 'exit')
    throw new DefinitionError([{ message: 'pipe(): an exit cannot be part of a pipe' }]);
  return composite({ kind: 'pipe', parts: Object.freeze(parts) });
}
