import { createHash } from 'node:crypto';
import type { AnyFlow } from './builder/draft';
import { requireFlow } from './builder/flow-definition-of';
import { type FlowDefinition, hashPartOf } from './kinds';

/**
 * Returns a fingerprint of everything that stored runs of a flow depend on: node keys and kinds, edges, exits, the
 * start, the outputs that later nodes take with `from`, the nesting of combinators, branch keys, and the names of
 * signals and of flows called by name.
 *
 * Names of classes and functions, closures, options, durations and titles do not count, nor does the order in which
 * nodes and edges are written. The order of the branches of a join and of the parts of a pipe does count.
 *
 * @returns 32 hexadecimal digits
 */
export function structuralHash(flow: AnyFlow): string {
  return structuralHashOf(requireFlow(flow, 'structuralHash()'));
}

/** Returns the {@link structuralHash} of the definition of a flow. */
export function structuralHashOf(definition: FlowDefinition): string {
  const text = JSON.stringify(hashPartOf(definition));
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
