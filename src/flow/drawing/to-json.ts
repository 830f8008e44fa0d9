import type { AnyFlow } from '../builder/draft';
import { flowDefinitionOf } from '../builder/flow-definition-of';
import type { FlowDescription } from '../description/description';
import { describeGraph, describeNode } from '../kinds';
import { structuralHash } from '../structural-hash';

/**
 * Describes a flow as plain data. Nodes keep the order in which they were declared.
 *
 * @throws {DefinitionError} for anything but a flow
 */
export function toJSON(flow: AnyFlow): FlowDescription {
  return { format: 1, hash: structuralHash(flow), ...describeGraph(flowDefinitionOf(flow), describeNode) };
}
