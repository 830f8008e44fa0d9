import type { StepContext } from '../../../step';
import type { Execution } from '../../definition/execution';
import type { Placing } from '../../definition/placing';
import { describeExecution } from '../../description/describe-execution';
import type { FunctionDescription } from '../../description/description';
import { type KindFacts, NEXT } from '../kind';
import { LEAF } from './leaf';

/** A one-off step written as a function. */
export interface FunctionDefinition extends Placing, Execution {
  readonly kind: 'function';
  readonly name: string;
  readonly execute: (input: never, context: StepContext) => unknown;
  /** Whether the function chooses its action with `route`. */
  readonly routes: boolean;
  /** The declared actions of a function that chooses one. */
  readonly actions?: readonly string[];
}

export const FUNCTION: KindFacts<FunctionDefinition, never, FunctionDescription> = {
  ...LEAF,
  actions: ({ routes, actions }) => (routes ? actions : NEXT),
  hashPart: ({ routes }) => ['function', routes],
  describe: (node) => ({ kind: 'function', name: node.name, routes: node.routes, ...describeExecution(node) }),
  label: ({ name }) => name,
  shape: ({ routes }) => (routes ? 'decision' : 'work'),
  leaf: () => 'plain',
};
