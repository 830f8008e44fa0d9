import type { CompileError, InputOf, InputType } from '../../step';
import { exit } from '../combinators/exit';
import { definitionOptions } from '../definition/definition-options';
import type { InOf, OutputsOf, ResultOf, RoutesOf, Source } from '../source/composite';
import type { AnyFlow, Flow } from './draft';
import { flow } from './flow';

type Straight<S> = [keyof RoutesOf<S>] extends ['next']
  ? unknown
  : CompileError<'flowOf: the node has several actions; use wire', keyof RoutesOf<S>>;

/**
 * Makes a flow of one node with a single action, usually a pipe. The node is named `main` and the exit `done`.
 *
 * @param options `version`, by default `1.0.0`; `input`, a class or schema that validates the input of a run
 * @example export const ingest = flowOf('ingest', pipe(Validate, Enrich, Store));
 */
export function flowOf<S extends Source>(
  name: string,
  source: S & Straight<S>,
  options?: { readonly version?: string; readonly input?: undefined },
): Flow<InOf<S>, { readonly next: ResultOf<S> }, OutputsOf<S>>;
export function flowOf<S extends Source, Input extends InputType<unknown, InOf<S>>>(
  name: string,
  source: S & Straight<S>,
  options: { readonly version?: string; readonly input: Input },
): Flow<InputOf<Input>, { readonly next: ResultOf<S> }, OutputsOf<S>>;
export function flowOf(
  name: string,
  source: Source,
  options: { readonly version?: string; readonly input?: InputType | undefined } = {},
): AnyFlow {
  const { input, ...known } = definitionOptions(options, { version: true, input: true }, 'flowOf()');
  const head = input === undefined ? flow(name, known) : flow(name, { ...known, input });
  const { to, wire } = head.nodes({ main: source, done: exit<unknown>() });
  return wire('main', { main: to.done });
}
