import { DefinitionError, inspectValue } from '../../errors';
import { type CompileError, RetryPolicy, type StepContext } from '../../step';
import { checkName } from '../definition/name';
import { type Composite, composite } from '../source/composite';
import { checkFunction } from './check-function';

type OnlyAny<Out> = 0 extends 1 & Out ? [] : [never];

/**
 * Makes a node of a function, for one-off work without dependencies.
 *
 * @param name the name of the work in drawings and errors
 * @example fn('total', (lines: readonly Line[]) => lines.reduce((sum, line) => sum + line.price, 0))
 */
export function fn<Out>(
  name: string,
  execute: (input: never, context: StepContext) => Out | Promise<Out>,
  ...onlyAny: OnlyAny<Out>
): CompileError<'fn: the function returns any; give it a return type'>;
export function fn<Out>(
  name: string,
  execute: (input: unknown, context: StepContext) => Out | Promise<Out>,
): Composite<unknown, { readonly next: Out }>;
export function fn<In, Out>(
  name: string,
  execute: (input: In, context: StepContext) => Out | Promise<Out>,
): Composite<In, { readonly next: Out }>;
export function fn(
  name: string,
  execute: (input: never, context: StepContext) => unknown,
  ...more: readonly unknown[]
): unknown {
  const checked = checkName(name, 'fn()');
  checkFunction(execute, `fn("${checked}"): expected a function that does the work`);
  if (more.length > 0)
    throw new DefinitionError([
      {
        message: `fn("${checked}"): takes a name and a function, got ${inspectValue(more[0])} as well; options belong to node(fn(…), { … })`,
      },
    ]);
  return composite({ kind: 'function', name: checked, execute, routes: false, retry: RetryPolicy.none });
}
