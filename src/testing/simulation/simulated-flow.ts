import { declaredAt, instanceCodecs } from '../../execution';
import { type AnyFlow, flowDefinitionOf, type Graph, type Place } from '../../flow';
import { PayloadCodec } from '../../storage/payloads';
import { FlowGraphs } from '../harness/flow-graphs';
import { selectedPlaces } from '../trace/node-selector';
import type { Faults, SimulationOptions } from './simulation-options';

/** A flow to simulate, with everything that its runs share. */
export interface SimulatedFlow {
  readonly flow: AnyFlow;
  readonly flows: readonly AnyFlow[];
  readonly graphs: FlowGraphs;
  /** The compiled flow. */
  readonly graph: Graph;
  readonly options: SimulationOptions;
  /** Decodes the values that engines have written. */
  readonly codec: PayloadCodec;
  /** Whether the work at a place may fail and hang. */
  readonly isFallible: (place: Place) => boolean;
}

/** @throws {MillraceError} `UNKNOWN_NODE` for faults at a node that no flow has */
export function simulatedFlow(flow: AnyFlow, options: SimulationOptions, at: Faults['at']): SimulatedFlow {
  const flows = [flow, ...(options.flows ?? [])];
  const graphs = new FlowGraphs().with(flows);
  const chosen = at && new Set(at.flatMap((selector) => [...selectedPlaces(graphs.all(), selector)]));
  const { name, version } = flowDefinitionOf(flow);
  const graph = graphs.of(name, version);
  const codec = codecOf(graphs, options);
  return {
    flow,
    flows,
    graphs,
    graph,
    options,
    codec,
    isFallible: chosen ? ({ id }) => chosen.has(id) : hasExternalEffects,
  };
}

function codecOf(graphs: FlowGraphs, { classCodecs, maxPayload }: SimulationOptions): PayloadCodec {
  const codec = new PayloadCodec({ classCodecs, maxPayload }, []);
  const places = graphs.all().flatMap((graph) => [...graph.places.values()]);
  codec.add(instanceCodecs(places.flatMap(declaredAt)));
  return codec;
}

/**
 * Whether a place is likely to have external effects: a step other than a router, or a function with a retry or
 * timeout.
 */
function hasExternalEffects({ definition }: Place): boolean {
  if (definition.kind === 'step') return definition.stepKind !== 'router';
  return definition.kind === 'function' && (definition.retry.maxAttempts > 1 || definition.timeoutMs !== undefined);
}
