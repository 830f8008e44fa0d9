/** The mapping from the value of an edge to the input of its target. */
export type Mapping =
  | { readonly kind: 'via'; readonly change: (value: never) => unknown }
  /** The whole input is one source. */
  | { readonly kind: 'source'; readonly source: SourceReference }
  /** The input is a record of sources. */
  | { readonly kind: 'record'; readonly sources: Readonly<Record<string, SourceReference>> };

/** A source of `from`: the input of the flow, or a value that a node committed. */
export type SourceReference =
  | { readonly kind: 'input' }
  | { readonly kind: 'output'; readonly node: string; readonly action: string | undefined; readonly optional: boolean };

/** The target of an edge, with the mapping of its value. */
export interface EdgeDefinition {
  readonly target: string;
  readonly mapping: Mapping | undefined;
}

/** Edges by the key of the node that they leave, then by action. */
export type FlowEdges = Readonly<Record<string, Readonly<Record<string, EdgeDefinition>>>>;

/** Returns every source that a mapping names. */
export function sourcesOf(mapping: Mapping | undefined): readonly SourceReference[] {
  switch (mapping?.kind) {
    case 'source':
      return [mapping.source];
    case 'record':
      return Object.values(mapping.sources);
    case 'via':
    case undefined:
      return [];
  }
}
