import type { CompileError } from '../../step';
import { exit } from '../combinators/exit';
import { definitionOptions } from '../definition/definition-options';
import type { InOf, OutputsOf, ResultOf, RoutesOf, Source } from '../source/composite';
import type { Flow } from './draft';
import { flow } from './flow';

type Straight<S> = [keyof RoutesOf<S>] extends ['next']
  ? unknown
  : CompileError<'flowOf: the node has several actions; use wire', keyof RoutesOf<S>>;

/**
 * Makes a flow of one node with a single action, usually a pipe. The node is named `main` and the exit `done`.
 *
 * @example export const ingest = flowOf('ingest', pipe(Validate, Enrich, Store));
 */
export function flowOf<S extends Source>(
  name: string,
  source: S & Straight<S>,
  options: { readonly version?: string } = {},
): Flow<InOf<S>, { readonly next: ResultOf<S> }, OutputsOf<S>> {
  const main: Source = source;
  const known = definitionOptions(options, { version: true }, 'flowOf()');
  const { to, wire } = flow(name, known).nodes({ main, done: exit<unknown>() });
  return wire('main', { main: to.done }) as Flow<never, unknown> as Flow<
    InOf<S>,
    { readonly next: ResultOf<S> },
    OutputsOf<S>
  >;
}
