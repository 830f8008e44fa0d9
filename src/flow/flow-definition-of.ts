import { DefinitionError } from '../errors';
import type { AnyFlow } from './builder/draft';
import type { FlowDefinition } from './definition';
import { definitionOf } from './definition-of';

/**
 * The data behind a flow.
 *
 * @throws {DefinitionError} for anything that is no flow, such as a draft that was never wired
 */
export function flowDefinitionOf(flow: AnyFlow): FlowDefinition {
  const definition = definitionOf(flow);
  if (definition.kind === 'flow') return definition;
  throw new DefinitionError([{ message: `expected a flow, as wire() and flowOf() give it, got "${definition.kind}"` }]);
}
