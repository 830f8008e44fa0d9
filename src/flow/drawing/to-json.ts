import type { AnyFlow } from '../builder/draft';
import { requireFlow } from '../builder/flow-definition-of';
import type { FlowDescription } from '../description/description';
import { describeGraph, describeNode } from '../kinds';
import { structuralHashOf } from '../structural-hash';

/**
 * Describes a flow as plain data. Nodes keep the order in which they were declared.
 *
 * @throws {DefinitionError} for anything but a flow
 */
export function toJSON(flow: AnyFlow): FlowDescription {
  const definition = requireFlow(flow, 'toJSON()');
  return { format: 1, hash: structuralHashOf(definition), ...describeGraph(definition, describeNode) };
}
