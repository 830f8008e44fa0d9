import { DefinitionError, MillraceError } from '../../errors';
import type { FlowDefinition } from '../kinds';
import { definitionOf, describeSource } from '../source/definition-of';
import type { AnyFlow } from './draft';

const EXPECTED = 'expected a flow made by wire() or flowOf()';

/**
 * Returns the definition of a flow.
 *
 * @param by the function or option that takes the flow, for messages
 * @throws {DefinitionError} for anything but a flow, such as a draft that was never wired
 */
export function requireFlow(flow: AnyFlow, by?: string): FlowDefinition {
  const definition = readDefinition(flow);
  if (typeof definition === 'object' && definition.kind === 'flow') return definition;
  const got = typeof definition === 'object' ? `a node of the kind "${definition.kind}"` : definition;
  throw new DefinitionError([{ message: `${by === undefined ? '' : `${by}: `}${EXPECTED}, got ${got}` }]);
}

/** Returns the definition of a flow, where no function that takes it has to be named: see {@link requireFlow}. */
export function flowDefinitionOf(flow: AnyFlow): FlowDefinition {
  return requireFlow(flow);
}

/** Returns the definition of a node, or a description of any other value. */
function readDefinition(source: unknown): ReturnType<typeof definitionOf> | string {
  try {
    return definitionOf(source);
  } catch (error) {
    if (!MillraceError.is(error, 'DEFINITION')) throw error;
    return describeSafely(source);
  }
}

function describeSafely(source: unknown): string {
  try {
    return describeSource(source);
  } catch {
    // A proxy may throw on any access.
    return 'a value that cannot be read';
  }
}
