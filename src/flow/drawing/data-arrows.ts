import type { Mapping, SourceReference } from '../definition/edge-definition';
import type { FlowDefinition } from '../kinds';

/** A value that a node takes with `from`. */
export interface DataArrow {
  /** `undefined` for the input of the flow. */
  readonly source: { readonly node: string; readonly action: string } | undefined;
  readonly target: string;
  /** The members of the target's input that come from the source; `undefined` for the whole input. */
  readonly label: string | undefined;
}

/** Returns one arrow for each pair of source and target, even with several edges and members. */
export function dataArrows({ edges }: FlowDefinition): readonly DataArrow[] {
  const found = new Map<string, { readonly arrow: DataArrow; readonly members: Set<string> }>();
  for (const table of Object.values(edges)) {
    for (const { target, mapping } of Object.values(table)) {
      for (const [member, reference] of membersOf(mapping)) {
        const source =
          reference.kind === 'output' ? { node: reference.node, action: reference.action ?? 'next' } : undefined;
        const id = JSON.stringify([source?.node, source?.action, target]);
        const known = found.get(id) ?? { arrow: { source, target, label: undefined }, members: new Set<string>() };
        const optional = reference.kind === 'output' && reference.optional;
        if (member !== undefined) known.members.add(optional ? `${member}?` : member);
        found.set(id, known);
      }
    }
  }
  return [...found.values()].map(({ arrow, members }) => ({ ...arrow, label: [...members].join(', ') || undefined }));
}

function membersOf(mapping: Mapping | undefined): readonly (readonly [string | undefined, SourceReference])[] {
  switch (mapping?.kind) {
    case 'source':
      return [[undefined, mapping.source]];
    case 'record':
      return Object.entries(mapping.sources);
    case 'via':
    case undefined:
      return [];
  }
}
