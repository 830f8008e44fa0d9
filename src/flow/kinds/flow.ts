import type { InputType } from '../../step';
import { type FlowEdges, sourcesOf } from '../definition/edge-definition';
import type { Placing } from '../definition/placing';
import { describeEdge } from '../description/describe-edge';
import type { GraphDescription, NodeDescription, SubflowDescription } from '../description/description';
import { describeInput } from '../description/type-names';
import { type HashPart, type Kind, NEXT } from './kind';

/** A flow: nodes by key, and for each node its edges by action. */
export interface FlowData<Inner> extends Placing {
  readonly kind: 'flow';
  readonly name: string;
  readonly version: string;
  readonly input: InputType | undefined;
  readonly start: string;
  readonly nodes: Readonly<Record<string, Inner>>;
  readonly edges: FlowEdges;
  readonly isolated?: boolean;
}

export function flowKind<Inner extends { readonly kind: string }>(): Kind<FlowData<Inner>, Inner, SubflowDescription> {
  return {
    children: ({ nodes }) => Object.entries(nodes),
    namesChildren: true,
    segment: (key) => key,
    actions: ({ nodes }) => exitActions(Object.keys(nodes).filter((key) => nodes[key]?.kind === 'exit')),
    hashPart: ({ start, nodes, edges }, hashPartOf) => [
      'flow',
      start,
      sorted(nodes).map(([key, node]) => [key, hashPartOf(node)]),
      sorted(edges).map(([key, table]) => [key, sorted(table).map(([action, { target }]) => [action, target])]),
      keptOutputs(edges),
    ],
    describe: (node, describeNode) => ({
      kind: 'flow',
      ...describeGraph(node, describeNode),
      isolated: node.isolated === true,
    }),
    label: ({ name }) => name,
    shape: () => 'work',
    leaf: () => undefined,
  };
}

/** Describes the content of a flow. Nodes keep the order of their declaration. */
export function describeGraph<Inner>(
  { name, version, input, start, nodes, edges }: FlowData<Inner>,
  describeNode: (inner: Inner) => NodeDescription,
): GraphDescription {
  return {
    name,
    version,
    ...describeInput(input),
    start,
    nodes: Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, describeNode(node)])),
    edges: Object.entries(edges).flatMap(([from, ways]) =>
      Object.entries(ways).map(([action, edge]) => describeEdge(from, action, edge)),
    ),
  };
}

/** Returns the actions of a flow. With a single exit it is `next`, whatever the name of the exit. */
function exitActions(exits: readonly string[]): readonly string[] {
  return exits.length === 1 ? NEXT : exits;
}

/** Returns the outputs that runs keep for later nodes. */
function keptOutputs(edges: FlowEdges): HashPart {
  const outputs = Object.values(edges)
    .flatMap((table) => Object.values(table))
    .flatMap(({ mapping }) => sourcesOf(mapping))
    .flatMap((source) => (source.kind === 'output' ? [`${source.node}.${source.action ?? 'next'}`] : []));
  return [...new Set(outputs)].sort();
}

function sorted<T>(table: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
}
