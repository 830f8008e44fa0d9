import newestFirst from 'semver/functions/rcompare.js';
import { type AnyFlow, compile, type FlowDefinition, flowDefinitionOf, type Graph } from '../flow';

/** The graph of every version of a flow, or a function that returns the graph of a version. */
export type GraphSource = Graph | ((flow: string, version: string) => Graph | undefined);

/** Returns the graph of a version of a flow; `undefined` if it is not known. */
export function graphFrom(source: GraphSource, flow: string, version: string): Graph | undefined {
  return typeof source === 'function' ? source(flow, version) : source;
}

/**
 * Returns the graphs of flows. As in engines, a flow that is called by name is the newest of that name.
 *
 * @throws {DefinitionError} for a value that is not a flow
 */
export function graphsOf(flows: readonly AnyFlow[]): GraphSource {
  const definitions = flows
    .map(flowDefinitionOf)
    .sort((a: FlowDefinition, b: FlowDefinition) => newestFirst(a.version, b.version));
  const graphs = new Map<FlowDefinition, Graph>();
  return (flow, version) => {
    const definition = definitions.find((one) => one.name === flow && one.version === version);
    if (!definition) return undefined;
    const known = graphs.get(definition);
    if (known) return known;
    const graph = compile(definition, (name) => definitions.find((one) => one.name === name));
    graphs.set(definition, graph);
    return graph;
  };
}
