import type { Definition, EdgeDefinition, FlowDefinition, Mapping, SourceReference } from '../../src/flow';

/** Another version of a flow, and where the places of the old one are in it. */
export interface Renamed {
  readonly definition: FlowDefinition;
  readonly map: Readonly<Record<string, string>>;
}

/** The key or path with `n0`, `n1` … turned into `m0`, `m1` … */
export function renamedPath(path: string): string {
  return path.replace(/(^|\/)n(\d)/g, '$1m$2');
}

/** The flow with other keys for its nodes, at every depth, and with the nodes in the opposite order. */
export function renamed(definition: FlowDefinition): Renamed {
  const map: Record<string, string> = {};
  return { definition: flow(definition, '', ''), map };

  function flow(of: FlowDefinition, before: string, after: string): FlowDefinition {
    const nodes = Object.entries(of.nodes).map(([key, node]) => {
      const to = renamedPath(key);
      map[`${before}${key}`] = `${after}${to}`;
      return [to, within(node, `${before}${key}/`, `${after}${to}/`)] as const;
    });
    const edges = Object.entries(of.edges).map(([key, table]) => [renamedPath(key), ways(table)] as const);
    return Object.freeze({
      ...of,
      version: '2.0.0',
      start: renamedPath(of.start),
      nodes: Object.fromEntries(nodes.reverse()),
      edges: Object.fromEntries(edges),
    });
  }

  function within(of: Definition, before: string, after: string): Definition {
    const inner = (key: string, one: Definition): Definition => within(one, `${before}${key}/`, `${after}${key}/`);
    switch (of.kind) {
      case 'flow':
        return flow(of, before, after);
      case 'all':
      case 'any':
      case 'race':
      case 'settle':
        return {
          ...of,
          branches: Object.fromEntries(Object.entries(of.branches).map(([key, one]) => [key, inner(key, one)])),
        };
      case 'each':
      case 'repeat':
      case 'within':
        return { ...of, body: inner('body', of.body) };
      case 'pipe':
        return { ...of, parts: of.parts.map((part, index) => inner(`part${index + 1}`, part)) };
      default:
        return of;
    }
  }
}

function ways(table: Readonly<Record<string, EdgeDefinition>>): Readonly<Record<string, EdgeDefinition>> {
  return Object.fromEntries(
    Object.entries(table).map(([action, { target, mapping }]) => [
      action,
      { target: renamedPath(target), mapping: renamedMapping(mapping) },
    ]),
  );
}

function renamedMapping(mapping: Mapping | undefined): Mapping | undefined {
  if (mapping?.kind === 'source') return { ...mapping, source: renamedSource(mapping.source) };
  if (mapping?.kind !== 'record') return mapping;
  const sources = Object.entries(mapping.sources).map(([key, source]) => [key, renamedSource(source)] as const);
  return { ...mapping, sources: Object.fromEntries(sources) };
}

function renamedSource(source: SourceReference): SourceReference {
  return source.kind === 'output' ? { ...source, node: renamedPath(source.node) } : source;
}
