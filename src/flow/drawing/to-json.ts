import { type Guard, type InputType, isStandardSchema, type RetryPolicy } from '../../step';
import type { AnyFlow } from '../builder/draft';
import type {
  ConcurrencyDefinition,
  Definition,
  EdgeDefinition,
  Execution,
  FlowDefinition,
  Placing,
  SourceReference,
} from '../definition';
import { flowDefinitionOf } from '../flow-definition-of';
import { structuralHash } from '../structural-hash';
import type {
  ConcurrencyDescription,
  EdgeDescription,
  ExecutionDescription,
  FlowDescription,
  GraphDescription,
  GuardDescription,
  NodeDescription,
  PlacingDescription,
  SourceDescription,
} from './description';
import { nameOf } from './labels';

/**
 * Describes a flow as plain data. Nodes keep the order in which they were declared.
 *
 * @throws {DefinitionError} for anything that is no flow
 */
export function toJSON(flow: AnyFlow): FlowDescription {
  return { format: 1, hash: structuralHash(flow), ...graph(flowDefinitionOf(flow)) };
}

function graph({ name, version, input, start, nodes, edges }: FlowDefinition): GraphDescription {
  return {
    name,
    version,
    ...inputName(input),
    start,
    nodes: table(nodes),
    edges: Object.entries(edges).flatMap(([from, ways]) =>
      Object.entries(ways).map(([action, edge]) => edgeDescription(from, action, edge)),
    ),
  };
}

function table(definitions: Readonly<Record<string, Definition>>): Readonly<Record<string, NodeDescription>> {
  return Object.fromEntries(Object.entries(definitions).map(([key, definition]) => [key, describe(definition)]));
}

function describe(definition: Definition): NodeDescription {
  if (definition.kind === 'exit') return { kind: 'exit', compensate: definition.compensate };
  const placed = placing(definition);
  switch (definition.kind) {
    case 'step': {
      const { kind, step, stepKind, scope, input } = definition;
      return {
        kind,
        step: nameOf(step),
        base: stepKind,
        scope,
        ...inputName(input),
        ...execution(definition),
        ...placed,
      };
    }
    case 'function': {
      const { kind, name, routes } = definition;
      return { kind, name, routes, ...execution(definition), ...placed };
    }
    case 'flow':
      return { kind: 'flow', ...graph(definition), isolated: definition.isolated === true, ...placed };
    case 'all':
    case 'any':
    case 'race':
    case 'settle': {
      const { kind, branches, until, losers = 'keep' } = definition;
      return { kind, branches: table(branches), until: until !== undefined, losers, ...placed };
    }
    case 'each': {
      const { kind, body, concurrency, onError, isolated, chunk, limit, progress } = definition;
      return {
        kind,
        body: describe(body),
        concurrency,
        onError,
        isolated,
        ...(chunk !== undefined && { chunk }),
        ...(limit && { limit: guard(limit) }),
        ...(progress && { progress }),
        ...placed,
      };
    }
    case 'repeat':
      return { kind: 'repeat', body: describe(definition.body), max: definition.max, ...placed };
    case 'within':
      return { kind: 'within', body: describe(definition.body), ms: definition.ms, ...placed };
    case 'pipe':
      return { kind: 'pipe', parts: definition.parts.map(describe), ...placed };
    case 'sleep':
      return { kind: 'sleep', ...(!definition.length && { ms: definition.ms }), ...placed };
    case 'wait':
      return { kind: 'wait', signal: definition.signal, ...placed };
    case 'ref':
      return { kind: 'ref', flow: definition.flow, ...placed };
  }
}

function placing({ delayMs, deadlineMs, maxVisits, queue }: Placing): PlacingDescription {
  return {
    ...(delayMs !== undefined && { delayMs }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(maxVisits !== undefined && { maxVisits }),
    ...(queue && { queue: concurrencyDescription(queue) }),
  };
}

function concurrencyDescription({ name, limit, total, key }: ConcurrencyDefinition): ConcurrencyDescription {
  return {
    ...(name !== undefined && { name }),
    limit,
    ...(total !== undefined && { total }),
    keyed: key !== undefined,
  };
}

function execution({ retry, timeoutMs, breaker, limit, bulkhead }: Execution): ExecutionDescription {
  return {
    retry: policy(retry),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(breaker && { breaker: guard(breaker) }),
    ...(limit && { limit: guard(limit) }),
    ...(bulkhead && { bulkhead: guard(bulkhead) }),
  };
}

function guard({ name, settings }: Pick<Guard, 'name' | 'settings'>): GuardDescription {
  return { ...(name !== undefined && { name }), settings };
}

function policy({ maxAttempts, initialMs, factor, maxMs, jitter }: RetryPolicy): ExecutionDescription['retry'] {
  return { maxAttempts, initialMs, factor, maxMs, jitter };
}

function inputName(input: InputType | undefined): { readonly input?: string } {
  if (input === undefined) return {};
  return { input: isStandardSchema(input) ? input['~standard'].vendor : nameOf(input) };
}

function edgeDescription(from: string, action: string, { target, mapping }: EdgeDefinition): EdgeDescription {
  const edge = { from, action, to: target };
  switch (mapping?.kind) {
    case 'via':
      return { ...edge, changed: true };
    case 'source':
      return { ...edge, source: source(mapping.source) };
    case 'record':
      return {
        ...edge,
        sources: Object.fromEntries(Object.entries(mapping.sources).map(([member, one]) => [member, source(one)])),
      };
    default:
      return edge;
  }
}

function source(reference: SourceReference): SourceDescription {
  if (reference.kind === 'input') return 'input';
  return { node: reference.node, action: reference.action ?? 'next', optional: reference.optional };
}
