import type { Graph } from '../flow';

/** A graph for every version of a flow, or a function that finds the one of a version. */
export type GraphSource = Graph | ((flow: string, version: string) => Graph | undefined);

/** Returns the graph of a version of a flow; `undefined` where it is not known. */
export function graphFrom(source: GraphSource, flow: string, version: string): Graph | undefined {
  return typeof source === 'function' ? source(flow, version) : source;
}
