import type { EdgeDefinition, SourceReference } from '../definition/edge-definition';
import type { EdgeDescription, SourceDescription } from './description';

/** Describes an edge, given the node and the action that it leaves. */
export function describeEdge(from: string, action: string, { target, mapping }: EdgeDefinition): EdgeDescription {
  const edge = { from, action, to: target };
  switch (mapping?.kind) {
    case 'via':
      return { ...edge, changed: true };
    case 'source':
      return { ...edge, source: describeSource(mapping.source) };
    case 'record':
      return {
        ...edge,
        sources: Object.fromEntries(
          Object.entries(mapping.sources).map(([member, source]) => [member, describeSource(source)]),
        ),
      };
    case undefined:
      return edge;
  }
}

function describeSource(source: SourceReference): SourceDescription {
  if (source.kind === 'input') return 'input';
  return { node: source.node, action: source.action ?? 'next', optional: source.optional };
}
