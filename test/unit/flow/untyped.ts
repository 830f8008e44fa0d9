import { type AnyFlow, DefinitionError, type DefinitionFault, flow } from 'millrace';
import { type NodeTable } from 'millrace/types';

// What a caller without types could write; the refusals at run time are for him.

type Untyped = (start: unknown, wiring: unknown) => AnyFlow;

/** Wires a draft without asking the compiler. */
export function wireUntyped(draft: { readonly wire: unknown }, start: unknown, wiring: unknown): AnyFlow {
  return (draft.wire as Untyped)(start, wiring);
}

/** A node table that the compiler would refuse. */
export function table(nodes: Readonly<Record<string, unknown>>): NodeTable {
  return nodes as NodeTable;
}

/** Makes a flow of nodes and of edges given as texts: the key of the target for one way out, or targets by action. */
export function graph(
  name: string,
  start: string,
  nodes: NodeTable,
  edges: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
): AnyFlow {
  const draft = flow(name).nodes(nodes);
  const ways = Object.entries(edges).map(([from, to]) => [
    from,
    typeof to === 'string'
      ? draft.to[to]
      : Object.fromEntries(Object.entries(to).map(([action, key]) => [action, draft.to[key]])),
  ]);
  return wireUntyped(draft, start, Object.fromEntries(ways));
}

/** The faults that a definition is refused for; none if it is taken. */
export function faultsOf(define: () => unknown): readonly DefinitionFault[] {
  try {
    define();
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.faults;
    throw error;
  }
}

/** The faults as `node: message`. */
export function faultTexts(define: () => unknown): readonly string[] {
  return faultsOf(define).map(({ node, message }) => (node === undefined ? message : `${node}: ${message}`));
}

/** A function that takes anything, as callers without types may give it. */
export function loose(typed: unknown): (...given: readonly unknown[]) => unknown {
  return typed as (...given: readonly unknown[]) => unknown;
}
