import { DefinitionError } from '../../errors';
import type { FlowDefinition } from '../kinds';
import { definitionOf } from '../source/definition-of';
import type { AnyFlow } from './draft';

/**
 * Returns the definition of a flow.
 *
 * @throws {DefinitionError} for anything but a flow, such as a draft that was never wired
 */
export function flowDefinitionOf(flow: AnyFlow): FlowDefinition {
  const definition = definitionOf(flow);
  if (definition.kind === 'flow') return definition;
  throw new DefinitionError([{ message: `expected a flow made by wire() or flowOf(), got "${definition.kind}"` }]);
}
