import { createHash } from 'node:crypto';
import type { AnyFlow } from './builder/draft';
import type { Definition, FlowDefinition } from './definition';
import { flowDefinitionOf } from './flow-definition-of';
import { sourcesOf } from './validation/check-sources';

/** What the hash is made of: nested lists, which JSON writes in one way only. */
type Canonical = string | boolean | readonly Canonical[];

/**
 * A fingerprint of what stored runs of a flow depend on: node keys and kinds, edges, exits, the start, what later nodes take
 * with `from`, how combinators nest, branch keys, and the names of signals and of flows that are called by name.
 *
 * Class and function names, closures, options, durations and texts do not count, nor does the order in which nodes and
 * edges are written. The order of the branches of a join and of the parts of a pipe does.
 *
 * @returns 32 hexadecimal digits
 */
export function structuralHash(flow: AnyFlow): string {
  return structuralHashOf(flowDefinitionOf(flow));
}

export function structuralHashOf(definition: FlowDefinition): string {
  const text = JSON.stringify(canonical(definition));
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function canonical(definition: Definition): Canonical {
  switch (definition.kind) {
    case 'step':
      return ['step', definition.stepKind];
    case 'function':
      return ['function', definition.routes];
    case 'flow':
      return ofFlow(definition);
    case 'all':
    case 'any':
    case 'race':
    case 'settle':
      return [definition.kind, ...Object.entries(definition.branches).map(([key, branch]) => [key, canonical(branch)])];
    case 'each':
    case 'repeat':
    case 'within':
      return [definition.kind, canonical(definition.body)];
    case 'pipe':
      return ['pipe', ...definition.parts.map(canonical)];
    case 'wait':
      return ['wait', definition.signal];
    case 'ref':
      return ['ref', definition.flow];
    case 'sleep':
    case 'exit':
      return [definition.kind];
  }
}

function ofFlow({ start, nodes, edges }: FlowDefinition): Canonical {
  return [
    'flow',
    start,
    sorted(nodes).map(([key, definition]) => [key, canonical(definition)]),
    sorted(edges).map(([key, table]) => [key, sorted(table).map(([action, { target }]) => [action, target])]),
    kept(edges),
  ];
}

/** The outputs that runs keep for later nodes. */
function kept(edges: FlowDefinition['edges']): Canonical {
  const outputKeys = Object.values(edges)
    .flatMap((table) => Object.values(table))
    .flatMap(({ mapping }) => sourcesOf(mapping))
    .flatMap((source) => (source.kind === 'output' ? [`${source.node}.${source.action ?? 'next'}`] : []));
  return [...new Set(outputKeys)].sort();
}

function sorted<T>(table: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
}
