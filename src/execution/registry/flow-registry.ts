import newestFirst from 'semver/functions/rcompare.js';
import {
  DefinitionError,
  type DefinitionFault,
  errorMessageOf,
  inspectValue,
  isInstance,
  MillraceError,
  nearestName,
} from '../../errors';
import {
  type AnyFlow,
  compile,
  type FlowDefinition,
  flowDefinitionOf,
  type Graph,
  type Place,
  type PlaceConcurrency,
  requireFlow,
} from '../../flow';
import type { GuardDirectory } from '../../resilience/guards';
import type { InputType, StepClass, StepScope } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import { instanceCodecs } from '../validation';
import { declaredGuards } from './declared-guards';
import type { Program } from './program';
import type { StepFactory } from './step-factory';

/** Maximum number of flows that a message lists. */
const MAX_KNOWN = 20;

/** The flows that an engine knows, ready to be executed. */
export class FlowRegistry {
  private readonly definitions = new Map<string, FlowDefinition[]>();
  /** By the definition, which a flow is itself. */
  private readonly programs = new Map<unknown, Program>();
  private readonly flowOf = new Map<FlowDefinition, AnyFlow>();
  private readonly checked = new Set<StepClass>();
  /** The names of the signals that flows wait for. */
  private readonly signals = new Set<string>();
  /** The concurrency queues of runs and nodes, by name. */
  private readonly queues = new Map<string, PlaceConcurrency>();

  constructor(
    private readonly factory: StepFactory,
    private readonly guards: GuardDirectory,
    private readonly codec: PayloadCodec,
  ) {}

  /**
   * Adds all flows, or none of them.
   *
   * @param by the function or option that takes the flows, for messages
   * @returns the definitions that were not known before
   * @throws {DefinitionError} that lists every fault
   */
  add(flows: readonly AnyFlow[], by = 'createEngine(): flows'): readonly FlowDefinition[] {
    const fresh = [...new Set(flows.map((flow) => requireFlow(flow, by)))].filter(
      (definition) => !this.programs.has(definition),
    );
    const byVersion = new Map(fresh.map((definition) => [versionOf(definition), definition]));
    const faults = fresh.flatMap((definition) => this.clashes(definition, byVersion));
    if (faults.length > 0) throw new DefinitionError(faults);
    const byName = new Map([...fresh].reverse().map((definition) => [definition.name, definition]));
    const find = (name: string): FlowDefinition | undefined => this.definitions.get(name)?.[0] ?? byName.get(name);
    const graphs = fresh.map((definition) => [definition, this.compiled(definition, find, faults)] as const);
    const places = graphs.flatMap(([, graph]) =>
      graph ? [...graph.places.values()].map((place) => [graph, place] as const) : [],
    );
    faults.push(...places.flatMap(([graph, place]) => this.check(graph.name, place)));
    const queues = this.queuesOf(places, faults);
    const placements = places.flatMap(([, { definition }]) => declaredGuards(definition));
    faults.push(...this.guards.faults(placements).map((message) => ({ message })));
    if (faults.length > 0) throw new DefinitionError(unique(faults));
    this.guards.add(placements);
    for (const [definition, graph] of graphs) {
      if (!graph) continue;
      this.programs.set(definition, { graph, number: this.programs.size });
      const versions = [...(this.definitions.get(definition.name) ?? []), definition];
      this.definitions.set(
        definition.name,
        versions.sort((a, b) => newestFirst(a.version, b.version)),
      );
    }
    for (const [, { definition }] of places) if (definition.kind === 'wait') this.signals.add(definition.signal);
    for (const flow of flows) this.flowOf.set(flowDefinitionOf(flow), flow);
    for (const queue of queues) this.queues.set(queue.name, queue);
    for (const [, place] of places) if (place.definition.kind === 'step') this.checked.add(place.definition.step);
    this.codec.add(instanceCodecs(places.flatMap(([, place]) => declaredAt(place))));
    return fresh;
  }

  /**
   * Returns a flow ready to be executed, if it is known.
   *
   * @param by the function that takes the flow, for messages
   */
  find(flow: AnyFlow, by?: string): Program | undefined {
    // A known flow needs no further checks.
    return this.programs.get(flow) ?? this.programs.get(requireFlow(flow, by));
  }

  /**
   * @param by the function that names the flow, for messages
   * @throws {MillraceError} `UNKNOWN_FLOW`
   */
  byName(name: string, version: string | undefined, by?: string): Program {
    const versions = this.definitions.get(name) ?? [];
    const definition = version === undefined ? versions[0] : versions.find((known) => known.version === version);
    const program = definition && this.programs.get(definition);
    if (program) return program;
    const known = this.all().map((one) => `${one.name}@${one.version}`);
    const wanted =
      version === undefined ? inspectValue(name) : `${inspectValue(name)} in version ${inspectValue(version)}`;
    const nearest = versions.length > 0 ? undefined : nearestName(name, [...this.definitions.keys()]);
    const cure =
      nearest === undefined ? 'pass it to createEngine({ flows }) or register()' : `did you mean "${nearest}"?`;
    throw new MillraceError(
      'UNKNOWN_FLOW',
      `${by === undefined ? '' : `${by}: `}no flow ${wanted} is registered; registered are: ${known.slice(0, MAX_KNOWN).join(', ') || 'none'}; ${cure}`,
      { details: { flow: name, version, known } },
    );
  }

  /** Returns the graph of a version of a flow, if it is known. */
  graphOf(name: string, version: string): Graph | undefined {
    const definition = this.definitions.get(name)?.find((known) => known.version === version);
    return definition && this.programs.get(definition)?.graph;
  }

  /** Returns whether a flow is known in any version. */
  knowsFlow(name: string): boolean {
    return this.definitions.has(name);
  }

  /** Returns whether any known flow waits for a signal of that name. */
  knowsSignal(name: string): boolean {
    return this.signals.has(name);
  }

  /** Returns the error for a signal that no known flow waits for. */
  unknownSignal(name: string): MillraceError {
    const known = [...this.signals].map((one) => inspectValue(one));
    const nearest = nearestName(name, [...this.signals]);
    const awaited = known.length === 0 ? 'none wait for any' : `they wait for ${known.slice(0, MAX_KNOWN).join(', ')}`;
    const hint = nearest === undefined ? '' : `; did you mean ${inspectValue(nearest)}?`;
    return new MillraceError(
      'INVALID_SIGNAL',
      `signal(): no registered flow waits for the signal ${inspectValue(name)}; ${awaited}${hint}`,
      { details: { signal: name, known: [...this.signals] } },
    );
  }

  /** Returns the flows themselves, in the order of {@link all}. */
  flows(): readonly AnyFlow[] {
    return this.all().flatMap((definition) => this.flowOf.get(definition) ?? []);
  }

  /** Returns every known flow in every version; for each name the newest first. */
  all(): readonly FlowDefinition[] {
    return [...this.definitions.values()].flat();
  }

  /** Returns the names and versions of all known flows. */
  versions(): readonly { readonly flow: string; readonly version: string }[] {
    return this.all().map(({ name, version }) => ({ flow: name, version }));
  }

  /** Returns the number of exits of a flow, if it is known. */
  exitsOf(name: string, version: string): number | undefined {
    return this.graphOf(name, version)?.root.exits;
  }

  /** @param byVersion the last of the fresh flows for each name and version */
  private clashes(
    definition: FlowDefinition,
    byVersion: ReadonlyMap<string, FlowDefinition>,
  ): readonly DefinitionFault[] {
    const { name, version } = definition;
    const twice =
      byVersion.get(versionOf(definition)) !== definition ||
      this.definitions.get(name)?.some((known) => known.version === version) === true;
    return twice
      ? [
          {
            flow: name,
            message: `another flow is registered as "${name}" in version ${version}; change its name or its version`,
          },
        ]
      : [];
  }

  private compiled(
    definition: FlowDefinition,
    find: (name: string) => FlowDefinition | undefined,
    faults: DefinitionFault[],
  ): Graph | undefined {
    try {
      return compile(definition, find);
    } catch (error) {
      if (!isInstance(error, DefinitionError)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  }

  /** Returns the queues of places. Places that name the same queue have to declare the same limits. */
  private queuesOf(
    places: readonly (readonly [Graph, Place])[],
    faults: DefinitionFault[],
  ): Iterable<PlaceConcurrency> {
    const queues = new Map<string, PlaceConcurrency>();
    for (const [{ name: flow }, { queue, node }] of places) {
      if (!queue) continue;
      const { name, limit, total } = queue;
      const known = queues.get(name) ?? this.queues.get(name) ?? queue;
      queues.set(name, known);
      if (known.limit === limit && known.total === total) continue;
      const message = `concurrency: the queue "${name}" has ${limitsOf(known)} elsewhere and ${limitsOf(queue)} here; use the same limits for both, or another name for one`;
      faults.push({ flow, node, message });
    }
    return queues.values();
  }

  /** Returns the faults that prevent this engine from executing a place. */
  private check(flow: string, { definition, node }: Place): readonly DefinitionFault[] {
    if (definition.kind !== 'step') return [];
    return this.checked.has(definition.step) ? [] : this.resolvable(flow, node, definition.step, definition.scope);
  }

  private resolvable(flow: string, node: string, step: StepClass, scope: StepScope): readonly DefinitionFault[] {
    try {
      this.factory.check(step, scope);
      return [];
    } catch (error) {
      const { name } = step as unknown as { readonly name: string };
      return [
        {
          flow,
          node,
          message: `step ${name} cannot be made: ${errorMessageOf(error)}`,
        },
      ];
    }
  }
}

/** Returns the inputs, forms and payloads that are declared at a place. */
export function declaredAt({ definition }: Place): readonly (InputType | undefined)[] {
  if (definition.kind === 'wait') return [definition.payload];
  if (definition.kind === 'step') return [definition.input, definition.form];
  return definition.kind === 'flow' ? [definition.input] : [];
}

function versionOf({ name, version }: FlowDefinition): string {
  return `${name}@${version}`;
}

function limitsOf({ limit, total }: PlaceConcurrency): string {
  return total === undefined ? `limit ${limit}` : `limit ${limit} and total ${total}`;
}

function unique(faults: readonly DefinitionFault[]): readonly DefinitionFault[] {
  return [
    ...new Map(faults.map((fault) => [`${fault.flow ?? ''} ${fault.node ?? ''} ${fault.message}`, fault])).values(),
  ];
}
