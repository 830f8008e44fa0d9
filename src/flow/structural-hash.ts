import { createHash } from 'node:crypto';
import type { AnyFlow } from './builder/draft';
import { flowDefinitionOf } from './builder/flow-definition-of';
import { type FlowDefinition, hashPartOf } from './kinds';

/**
 * Returns a fingerprint of what stored runs of a flow depend on: node keys and kinds, edges, exits, the start, what later
 * nodes take with `from`, how combinators nest, branch keys, and the names of signals and of flows that are called by name.
 *
 * Class and function names, closures, options, durations and texts do not count, nor does the order in which nodes and
 * edges are written. The order of the branches of a join and of the parts of a pipe does.
 *
 * @returns 32 hexadecimal digits
 */
export function structuralHash(flow: AnyFlow): string {
  return structuralHashOf(flowDefinitionOf(flow));
}

/** Returns the {@link structuralHash} of the data behind a flow. */
export function structuralHashOf(definition: FlowDefinition): string {
  const text = JSON.stringify(hashPartOf(definition));
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
